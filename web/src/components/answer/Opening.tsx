import { useTranslation } from "react-i18next";

import { Card } from "@/components/ui/Page.tsx";
import { Spinner } from "@/components/ui/Spinner.tsx";

/** Something was found and is being opened. */
export function Opening() {
  const { t } = useTranslation("answer");
  return (
    <Card>
      <p role="status" className="flex items-center gap-3">
        <Spinner className="size-5 text-accent" />
        {t("opening")}
      </p>
    </Card>
  );
}
