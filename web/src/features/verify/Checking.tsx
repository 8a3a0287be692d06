import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/Button.tsx";
import { Card } from "@/components/ui/Page.tsx";
import { Progress } from "@/components/ui/Progress.tsx";
import { formatShare } from "@/lib/format.ts";

import { Shown } from "./Shown.tsx";
import type { Source } from "./verification.ts";

/** A picture while it is sent and compared, and the way out. */
export function Checking({ source, share, onStop }: { source: Source; share: number; onStop: () => void }) {
  const { t } = useTranslation("verify");
  const { t: common } = useTranslation();
  const doing = share < 1 ? t("working.uploading", { share: formatShare(share) }) : t("working.comparing");
  return (
    <Card>
      <div className="flex flex-col gap-4">
        <Shown source={source} alt={t("working.picture")} />
        <p role="status">{doing}</p>
        <Progress value={share < 1 ? share : undefined} label={doing} />
        <div>
          <Button onClick={onStop}>{common("state.cancel")}</Button>
        </div>
      </div>
    </Card>
  );
}
