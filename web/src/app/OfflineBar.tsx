import { useTranslation } from "react-i18next";

import { useOnline } from "@/lib/online.ts";

/** Says that the browser has no connection. */
export function OfflineBar() {
  const { t } = useTranslation();
  const isOnline = useOnline();
  if (isOnline) return null;
  return (
    <p role="status" className="bg-warn-soft px-4 py-2 text-center text-sm text-warn">
      {t("app.offline")}
    </p>
  );
}
