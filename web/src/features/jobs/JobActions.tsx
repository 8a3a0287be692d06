import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { Button, type ButtonSize } from "@/components/ui/Button.tsx";
import { Icon } from "@/components/ui/Icon.tsx";
import { toast } from "@/components/ui/Toasts.tsx";
import { sentenceOf } from "@/lib/api/problem.ts";
import { formatMoment } from "@/lib/format.ts";
import { isFinished, useCancelJob, type Job } from "@/lib/jobs/job.ts";

import { useDownload, useRetryJob } from "./jobs.ts";
import { nameOf } from "./words.ts";

/** What can be done with a job as it stands: save its picture, cancel it, begin it anew. */
export function JobActions({ job, size = "small" }: { job: Job; size?: ButtonSize }) {
  const { t } = useTranslation("jobs");
  const navigate = useNavigate();
  const cancel = useCancelJob();
  const retry = useRetryJob();
  const download = useDownload();
  const which = { name: t(nameOf(job)), when: formatMoment(job.created_at) };
  // In a list on a phone the sign alone is seen; its name says the rest.
  const textClass = size === "small" ? "max-sm:sr-only" : "";
  const onError = (error: unknown) => toast(sentenceOf(error), "danger");

  return (
    <>
      {job.kind === "embed" && job.status === "succeeded" && (
        <Button
          size={size}
          tone={size === "normal" ? "primary" : "secondary"}
          isBusy={download.isPending}
          aria-label={t("action.downloadOf", which)}
          onClick={() => download.mutate(job.id, { onError })}
        >
          <Icon name="download" className="size-4" />
          <span className={textClass}>{t("action.download")}</span>
        </Button>
      )}
      {!isFinished(job) && (
        <Button
          size={size}
          isBusy={cancel.isPending}
          aria-label={t("action.cancelOf", which)}
          onClick={() => cancel.mutate(job.id, { onSuccess: () => toast(t("action.cancelled")), onError })}
        >
          <Icon name="close" className="size-4" />
          <span className={textClass}>{t("action.cancel")}</span>
        </Button>
      )}
      {(job.status === "failed" || job.status === "cancelled") && (
        <Button
          size={size}
          isBusy={retry.isPending}
          aria-label={t("action.retryOf", which)}
          onClick={() =>
            retry.mutate(job.id, {
              onSuccess: ({ id }) => {
                toast(t("action.retried"));
                if (size === "normal") void navigate(`/jobs/${id}`);
              },
              onError,
            })
          }
        >
          <Icon name="retry" className="size-4" />
          <span className={textClass}>{t("action.retry")}</span>
        </Button>
      )}
    </>
  );
}
