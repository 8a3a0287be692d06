import "./messages.ts";

import { useTranslation } from "react-i18next";

import { Page } from "@/components/ui/Page.tsx";

import { NameCard } from "./NameCard.tsx";
import { PasswordCard } from "./PasswordCard.tsx";
import { SessionsCard } from "./SessionsCard.tsx";

/** One's own account: name, password, devices. */
export function SettingsPage() {
  const { t } = useTranslation("auth");
  return (
    <Page title={t("settings.title")}>
      <NameCard />
      <PasswordCard />
      <SessionsCard />
    </Page>
  );
}
