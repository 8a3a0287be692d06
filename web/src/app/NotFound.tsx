import { useTranslation } from "react-i18next";

import { ButtonLink } from "@/components/ui/Button.tsx";
import { Page } from "@/components/ui/Page.tsx";

/** There is no such page. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <Page title={t("app.notFound.title")} lead={t("app.notFound.text")}>
      <div>
        <ButtonLink to="/" tone="primary">
          {t("app.notFound.home")}
        </ButtonLink>
      </div>
    </Page>
  );
}
