import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/Button.tsx";
import { Notice } from "@/components/ui/Notice.tsx";
import { Page } from "@/components/ui/Page.tsx";
import { Problem, sentenceOf } from "@/lib/api/problem.ts";
import { ErrorState } from "@/components/ui/States.tsx";
import type { Job } from "@/lib/jobs/job.ts";

const ADVISED = ["cover_unsuitable", "input_missing"] as const;

interface StoppedProps {
  job: Job;
  /** The request for another try. */
  again: { isPending: boolean; error: unknown };
  onAgain: () => void;
  onChange: () => void;
}

/** A job that failed or was cancelled: why, and what helps. All that was entered is kept. */
export function Stopped({ job, again, onAgain, onChange }: StoppedProps) {
  const { t } = useTranslation("hide");
  const { error } = job;
  const advice = ADVISED.find((code) => code === error?.code) ?? "other";
  return (
    <Page title={job.status === "cancelled" ? t("job.cancelled") : t("job.failed")}>
      {error ? (
        <Notice tone="danger" isUrgent title={sentenceOf(new Problem(error.code, 422, error.message, null))}>
          <p>{t(`job.advice.${advice}`)}</p>
          {advice === "other" && error.message && (
            <p className="mt-2 text-sm text-muted">{t("job.reported", { message: error.message })}</p>
          )}
        </Notice>
      ) : (
        <Notice>{t("job.advice.other")}</Notice>
      )}
      <div className="flex flex-wrap gap-3">
        <Button tone="primary" onClick={onChange}>
          {t("job.change")}
        </Button>
        {error?.code !== "cover_unsuitable" && (
          <Button isBusy={again.isPending} onClick={onAgain}>
            {t("job.again")}
          </Button>
        )}
      </div>
      {again.error !== null && <ErrorState error={again.error} />}
    </Page>
  );
}
