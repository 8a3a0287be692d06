import { useTranslation } from "react-i18next";

import { Spinner } from "@/components/ui/Spinner.tsx";
import { useOnline } from "@/lib/online.ts";
import { connection } from "@/lib/people/connection.ts";
import { useStore } from "@/lib/store.ts";

/** Says that nothing arrives by itself at the moment. */
export function Reconnecting() {
  const { t } = useTranslation("inbox");
  const state = useStore(connection);
  const isOnline = useOnline(); // else the bar above says it
  return (
    <div role="status">
      {isOnline && state === "lost" && (
        <p className="flex items-center justify-center gap-2 bg-warn-soft px-4 py-1.5 text-sm text-warn">
          <Spinner />
          {t("reconnecting")}
        </p>
      )}
    </div>
  );
}
