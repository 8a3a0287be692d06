import { useId, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, useNavigate } from "react-router";

import { buttonClass, ButtonLink } from "@/components/ui/Button.tsx";
import { Icon, type IconName } from "@/components/ui/Icon.tsx";
import { chooseLanguage, LANGUAGES, type Language } from "@/lib/i18n/index.ts";
import { signOut, useSession } from "@/lib/session.ts";
import { chooseTheme, useTheme, type Theme } from "@/lib/theme.ts";

const ITEM =
  "flex min-h-11 w-full items-center gap-3 rounded-lg px-3 text-start hover:bg-sunken aria-[current=page]:text-accent";
const THEMES: readonly Theme[] = ["system", "light", "dark"];

/** What belongs to the person and the device: account, language, appearance, help, signing out. */
export function AccountMenu() {
  const { t, i18n } = useTranslation();
  const session = useSession();
  const theme = useTheme();
  const navigate = useNavigate();
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);
  const user = session.status === "signed-in" ? session.user : null;
  const close = () => menu.current?.hidePopover();
  const leave = () => {
    close();
    void signOut().then(() => navigate("/sign-in"));
  };

  return (
    <div className="flex items-center gap-2">
      {session.status === "anonymous" && (
        <ButtonLink to="/sign-in" tone="primary" size="small">
          {t("nav.signIn")}
        </ButtonLink>
      )}
      <button
        type="button"
        popoverTarget={id}
        className={`${buttonClass("quiet", "small")} min-h-11 max-w-40 sm:max-w-56`}
        aria-label={user ? `${t("app.account")}: ${user.display_name}` : t("app.menu")}
      >
        {user && (
          <span className="truncate" dir="auto">
            {user.display_name}
          </span>
        )}
        <Icon name="menu" />
      </button>
      {/* The platform's popover: it closes on Escape and on a click elsewhere, and gives the focus back. */}
      <div
        id={id}
        ref={menu}
        popover="auto"
        className="inset-auto end-4 top-16 max-h-[calc(100dvh-5rem)] w-64 overflow-auto rounded-xl border border-line bg-surface p-2 text-ink shadow-xl"
      >
        {user && (
          <>
            <p className="truncate px-3 py-2 text-sm text-muted">@{user.username}</p>
            <Place to="/verify" icon="verify" onVisit={close} isSmallOnly>
              {t("nav.verify")}
            </Place>
            <Place to="/settings" icon="settings" onVisit={close}>
              {t("nav.settings")}
            </Place>
            {user.role === "admin" && (
              <Place to="/admin" icon="admin" onVisit={close}>
                {t("nav.admin")}
              </Place>
            )}
          </>
        )}
        <Place to="/help" icon="help" onVisit={close}>
          {t("nav.help")}
        </Place>
        <hr className="my-2 border-line" />
        <Options
          label={t("app.language")}
          chosen={i18n.language}
          options={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label, lang: value }))}
          onChoose={(language) => chooseLanguage(language as Language)}
        />
        <Options
          label={t("app.theme")}
          chosen={theme}
          options={THEMES.map((value) => ({ value, label: t(`app.themes.${value}`) }))}
          onChoose={(next) => chooseTheme(next as Theme)}
        />
        {user && (
          <>
            <hr className="my-2 border-line" />
            <button type="button" className={ITEM} onClick={leave}>
              <Icon name="signOut" />
              {t("nav.signOut")}
            </button>
          </>
        )}
      </div>
    </div>
  );
}

interface PlaceProps {
  to: string;
  icon: IconName;
  onVisit: () => void;
  isSmallOnly?: boolean;
  children: ReactNode;
}

function Place({ to, icon, onVisit, isSmallOnly = false, children }: PlaceProps) {
  return (
    <NavLink to={to} onClick={onVisit} className={`${ITEM} ${isSmallOnly ? "md:hidden" : ""}`}>
      <Icon name={icon} />
      {children}
    </NavLink>
  );
}

interface OptionsProps {
  label: string;
  chosen: string;
  options: { value: string; label: string; lang?: string }[];
  onChoose: (value: string) => void;
}

function Options({ label, chosen, options, onChoose }: OptionsProps) {
  return (
    <div role="group" aria-label={label} className="flex flex-wrap items-center gap-1 px-3 py-1">
      <span className="w-full text-sm text-muted">{label}</span>
      {options.map(({ value, label: text, lang }) => (
        <button
          key={value}
          type="button"
          lang={lang}
          aria-pressed={value === chosen}
          onClick={() => onChoose(value)}
          className="min-h-9 rounded-lg px-2.5 text-sm hover:bg-sunken aria-pressed:bg-accent-soft aria-pressed:font-medium aria-pressed:text-accent"
        >
          {text}
        </button>
      ))}
    </div>
  );
}
