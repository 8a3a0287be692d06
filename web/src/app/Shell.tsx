import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, Outlet, ScrollRestoration, useLocation, useNavigation } from "react-router";

import { Icon, type IconName } from "@/components/ui/Icon.tsx";
import { useSession } from "@/lib/session.ts";

import { AccountMenu } from "./AccountMenu.tsx";
import { LiveNews } from "./LiveNews.tsx";
import { OfflineBar } from "./OfflineBar.tsx";
import { UnreadCount } from "./UnreadCount.tsx";

const PLACES = ["hide", "reveal", "inbox", "contacts", "jobs", "verify"] as const;
type Place = (typeof PLACES)[number];
const PATHS: Record<Place, string> = {
  hide: "/hide",
  reveal: "/reveal",
  inbox: "/messages",
  contacts: "/contacts",
  jobs: "/jobs",
  verify: "/verify",
};
const ICONS: Record<Place, IconName> = {
  hide: "hide",
  reveal: "reveal",
  inbox: "messages",
  contacts: "contacts",
  jobs: "jobs",
  verify: "verify",
};

/** The frame of every page: the way to all others above (below on a small screen), the page between. */
export function Shell() {
  const { t } = useTranslation();
  const session = useSession();
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const isLoading = useNavigation().state === "loading";
  const isIn = session.status === "signed-in";
  const before = useRef(pathname);

  useEffect(() => {
    // A new page is read from its beginning, by screen readers too.
    if (before.current !== pathname) main.current?.focus({ preventScroll: true });
    before.current = pathname;
  }, [pathname]);

  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:start-4 focus:top-4 focus:z-50 focus:rounded-lg focus:bg-surface focus:p-3"
      >
        {t("app.skip")}
      </a>
      <header className="sticky top-0 z-30 border-b border-line bg-paper/95 backdrop-blur">
        <div className="mx-auto flex h-16 w-full max-w-6xl items-center gap-2 px-4">
          <NavLink
            to="/"
            className="me-4 flex items-center gap-2 rounded-lg text-lg font-bold tracking-tight no-underline"
          >
            <img src="/favicon.svg" alt="" width={32} height={32} className="size-8" />
            <span className={isIn ? "sr-only lg:not-sr-only" : ""}>{t("app.name")}</span>
          </NavLink>
          {isIn && (
            <nav aria-label={t("app.navigation")} className="hidden min-w-0 flex-1 gap-1 md:flex">
              {PLACES.map((place) => (
                <NavLink
                  key={place}
                  to={PATHS[place]}
                  className="relative flex min-h-10 items-center gap-2 rounded-lg px-3 text-sm font-medium text-muted hover:bg-sunken hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent"
                >
                  <Icon name={ICONS[place]} className="hidden size-4 xl:block" />
                  {t(`nav.${place}`)}
                  {place === "inbox" && <UnreadCount />}
                </NavLink>
              ))}
            </nav>
          )}
          <div className="ms-auto">
            <AccountMenu />
          </div>
        </div>
        {isLoading && (
          <div className="absolute inset-x-0 bottom-0 h-0.5 animate-pulse bg-accent" aria-hidden="true" />
        )}
      </header>
      <OfflineBar />
      <main
        id="main"
        ref={main}
        tabIndex={-1}
        className={`relative flex-1 px-4 py-6 outline-none sm:py-10 ${isIn ? "pb-28 md:pb-10" : ""}`}
      >
        <Outlet />
      </main>
      {isIn && (
        <nav
          aria-label={t("app.navigation")}
          className="fixed inset-x-0 bottom-0 z-30 grid grid-cols-5 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
        >
          {PLACES.slice(0, 5).map((place) => (
            <NavLink
              key={place}
              to={PATHS[place]}
              className="relative flex min-h-14 flex-col items-center justify-center gap-0.5 text-xs font-medium text-muted aria-[current=page]:text-accent"
            >
              <Icon name={ICONS[place]} />
              <span className="max-w-full truncate px-0.5">{t(`nav.${place}`)}</span>
              {place === "inbox" && <UnreadCount />}
            </NavLink>
          ))}
        </nav>
      )}
      <LiveNews />
      <ScrollRestoration />
    </div>
  );
}
