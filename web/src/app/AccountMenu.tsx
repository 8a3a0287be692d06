import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import { buttonClass, ButtonLink } from "@/components/ui/Button.tsx";
import { Icon, type IconName } from "@/components/ui/Icon.tsx";
import { chooseLanguage, LANGUAGES, type Language } from "@/lib/i18n/index.ts";
import { signOut, useSession } from "@/lib/session.ts";
import { chooseTheme, useTheme, type Theme } from "@/lib/theme.ts";

const ITEM =
  "flex min-h-10 w-full items-center gap-3 rounded-lg px-3 text-start outline-none data-[highlighted]:bg-sunken cursor-pointer";
const THEMES: readonly Theme[] = ["system", "light", "dark"];

/** What belongs to the person and the device: account, language, appearance, help, signing out. */
export function AccountMenu() {
  const { t, i18n } = useTranslation();
  const session = useSession();
  const theme = useTheme();
  const navigate = useNavigate();
  const user = session.status === "signed-in" ? session.user : null;

  return (
    <div className="flex items-center gap-2">
      {session.status === "anonymous" && (
        <ButtonLink to="/sign-in" tone="primary" size="small">
          {t("nav.signIn")}
        </ButtonLink>
      )}
      {/* Not modal: locking the page's scrolling would write a style element, which the page's policy forbids. */}
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger
          className={`${buttonClass("quiet", "small")} max-w-40 sm:max-w-56`}
          aria-label={user ? `${t("app.account")}: ${user.display_name}` : t("app.menu")}
        >
          {user ? <span className="truncate">{user.display_name}</span> : null}
          <Icon name="menu" />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content
            align="end"
            sideOffset={6}
            collisionPadding={8}
            className="z-40 w-64 rounded-xl border border-line bg-surface p-2 text-ink shadow-xl"
          >
            {user && (
              <>
                <p className="truncate px-3 py-2 text-sm text-muted">@{user.username}</p>
                <Place to="/verify" icon="verify" isSmallOnly>
                  {t("nav.verify")}
                </Place>
                <Place to="/settings" icon="settings">
                  {t("nav.settings")}
                </Place>
                {user.role === "admin" && (
                  <Place to="/admin" icon="admin">
                    {t("nav.admin")}
                  </Place>
                )}
              </>
            )}
            <Place to="/help" icon="help">
              {t("nav.help")}
            </Place>
            <DropdownMenu.Separator className="my-2 h-px bg-line" />
            <DropdownMenu.Label className="px-3 py-1 text-sm text-muted">
              {t("app.language")}
            </DropdownMenu.Label>
            <DropdownMenu.RadioGroup
              value={i18n.language}
              onValueChange={(language) => chooseLanguage(language as Language)}
            >
              {Object.entries(LANGUAGES).map(([language, name]) => (
                <Option key={language} value={language}>
                  <span lang={language}>{name}</span>
                </Option>
              ))}
            </DropdownMenu.RadioGroup>
            <DropdownMenu.Label className="px-3 py-1 text-sm text-muted">{t("app.theme")}</DropdownMenu.Label>
            <DropdownMenu.RadioGroup value={theme} onValueChange={(next) => chooseTheme(next as Theme)}>
              {THEMES.map((name) => (
                <Option key={name} value={name}>
                  {t(`app.themes.${name}`)}
                </Option>
              ))}
            </DropdownMenu.RadioGroup>
            {user && (
              <>
                <DropdownMenu.Separator className="my-2 h-px bg-line" />
                <DropdownMenu.Item
                  className={ITEM}
                  onSelect={() => void signOut().then(() => navigate("/sign-in"))}
                >
                  <Icon name="signOut" />
                  {t("nav.signOut")}
                </DropdownMenu.Item>
              </>
            )}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </div>
  );
}

function Place(props: { to: string; icon: IconName; isSmallOnly?: boolean; children: ReactNode }) {
  return (
    <DropdownMenu.Item asChild>
      <Link to={props.to} className={`${ITEM} ${props.isSmallOnly ? "md:hidden" : ""}`}>
        <Icon name={props.icon} />
        {props.children}
      </Link>
    </DropdownMenu.Item>
  );
}

function Option({ value, children }: { value: string; children: ReactNode }) {
  return (
    <DropdownMenu.RadioItem value={value} className={ITEM} onSelect={(event) => event.preventDefault()}>
      <span className="flex size-5 items-center justify-center">
        <DropdownMenu.ItemIndicator>
          <Icon name="check" className="size-4" />
        </DropdownMenu.ItemIndicator>
      </span>
      {children}
    </DropdownMenu.RadioItem>
  );
}
