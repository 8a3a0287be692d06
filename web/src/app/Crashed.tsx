import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/Button.tsx";
import { Page } from "@/components/ui/Page.tsx";

/** A page failed to load or to draw; a new build on the server is one cause, and loading again mends that. */
export function Crashed() {
  const { t } = useTranslation();
  return (
    <main className="p-6">
      <Page title={t("app.crashed.title")} lead={t("app.crashed.text")}>
        <div>
          <Button tone="primary" onClick={() => window.location.reload()}>
            {t("app.crashed.reload")}
          </Button>
        </div>
      </Page>
    </main>
  );
}
