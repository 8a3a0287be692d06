import { useTranslation } from "react-i18next";

import { Badge, type BadgeTone } from "@/components/ui/Badge.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Icon } from "@/components/ui/Icon.tsx";
import { formatMoment, formatNumber } from "@/lib/format.ts";

import type { AnyJob } from "./jobs.ts";

const TONES: Partial<Record<AnyJob["status"], BadgeTone>> = {
  succeeded: "good",
  failed: "danger",
  running: "accent",
};
const SHORT = 8;

interface JobRowProps {
  job: AnyJob;
  isBusy: boolean;
  onRetry: () => void;
}

/** Somebody's job: whose, how it went and why it failed; nothing of what is in it. */
export function JobRow({ job, isBusy, onRetry }: JobRowProps) {
  const { t } = useTranslation("admin");
  const canRetry = job.status === "failed" || job.status === "cancelled";
  const what = [t(`jobs.kinds.${job.kind}`), job.mode && t(`jobs.modes.${job.mode}`)];
  return (
    <li className="flex flex-col gap-3 p-4 sm:flex-row sm:items-center sm:gap-6">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Badge tone={TONES[job.status] ?? "neutral"}>{t(`jobs.statuses.${job.status}`)}</Badge>
          <span className="font-medium">{what.filter(Boolean).join(" · ")}</span>
          <span className="max-w-full truncate text-muted">
            <bdi>{job.owner.display_name || t("jobs.gone")}</bdi>
            {job.owner.username && ` @${job.owner.username}`}
          </span>
        </p>
        {job.error && (
          <p className="mt-1.5">
            <code className="me-2 font-mono text-sm font-semibold text-danger">{job.error.code}</code>
            <span dir="auto" lang="en">
              {job.error.message}
            </span>
          </p>
        )}
        <p className="mt-1.5 flex flex-wrap gap-x-4 gap-y-1 text-sm text-muted">
          <span className="font-mono break-all">{job.id}</span>
          <span>{t("jobs.created", { when: formatMoment(job.created_at) })}</span>
          {job.started_at && job.finished_at && (
            <span>
              {t("jobs.took", { seconds: formatNumber(secondsBetween(job.started_at, job.finished_at), 1) })}
            </span>
          )}
          {job.attempts > 0 && <span>{t("jobs.attempts", { count: job.attempts })}</span>}
          {job.retry_of && <span>{t("jobs.again", { id: job.retry_of.slice(0, SHORT) })}</span>}
        </p>
      </div>
      {canRetry && (
        <Button
          size="small"
          className="self-start sm:self-center"
          isBusy={isBusy}
          aria-label={t("jobs.retryOne", { id: job.id })}
          onClick={onRetry}
        >
          <Icon name="retry" className="size-4" />
          {t("jobs.retry")}
        </Button>
      )}
    </li>
  );
}

function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}
