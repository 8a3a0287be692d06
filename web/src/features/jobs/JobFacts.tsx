import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Card } from "@/components/ui/Page.tsx";
import { formatBytes, formatMoment, formatNumber, formatShare } from "@/lib/format.ts";
import type { Job } from "@/lib/jobs/job.ts";

import { psnrWord, STAGES } from "./words.ts";

/** All that is known of a job, in figures. */
export function JobFacts({ job }: { job: Job }) {
  const { t } = useTranslation("jobs");
  const { report, result } = job;
  const tookS = job.finished_at
    ? (Date.parse(job.finished_at) - Date.parse(job.created_at)) / 1000
    : undefined;
  return (
    <Card title={t("one.facts")}>
      <dl className="grid grid-cols-1 gap-x-8 gap-y-3 sm:grid-cols-2">
        {report && (
          <>
            <Fact name={t("one.psnr")}>
              {t("one.psnrValue", { value: formatNumber(report.psnr_db, 1) })}
              <span className="text-muted"> · {t(`one.psnrWords.${psnrWord(report.psnr_db)}`)}</span>
            </Fact>
            <Fact name={t("one.ssim")}>{formatNumber(report.ssim, 4)}</Fact>
            {report.strength > 0 && <Fact name={t("one.strength")}>{formatNumber(report.strength, 2)}</Fact>}
            {report.model && <Fact name={t("one.model")}>{report.model}</Fact>}
          </>
        )}
        {typeof job.corrected_share === "number" && (
          <Fact name={t("one.corrected")}>{formatShare(job.corrected_share, 1)}</Fact>
        )}
        <Fact name={t("one.created")}>{formatMoment(job.created_at)}</Fact>
        {tookS !== undefined && (
          <Fact name={t("one.took")}>{t("one.seconds", { seconds: formatNumber(tookS, 1) })}</Fact>
        )}
        <Fact name={t("one.attempts")}>{formatNumber(job.attempts)}</Fact>
        {job.kind === "embed" && result && (
          <>
            <Fact name={t("one.size")}>
              {result.media_type} · {formatBytes(result.size_bytes)}
            </Fact>
            <Fact name={t("one.sha256")} isWide>
              <code className="text-sm break-all">{result.sha256}</code>
            </Fact>
          </>
        )}
        <Fact name={t("one.id")} isWide>
          <code className="text-sm break-all">{job.id}</code>
        </Fact>
      </dl>
    </Card>
  );
}

function Fact({ name, isWide = false, children }: { name: string; isWide?: boolean; children: ReactNode }) {
  return (
    <div className={isWide ? "sm:col-span-2" : ""}>
      <dt className="text-sm text-muted">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Where a job's time went: a bar for each stage, in their order. */
export function Timings({ timings }: { timings: Record<string, number> }) {
  const { t } = useTranslation("jobs");
  const shown = STAGES.flatMap((stage) => {
    const seconds = timings[stage];
    return seconds !== undefined && seconds > 0 ? [{ stage, seconds }] : [];
  });
  const longest = Math.max(...shown.map(({ seconds }) => seconds));
  if (shown.length === 0) return null;
  return (
    <Card title={t("one.timings")}>
      <dl className="grid grid-cols-[auto_1fr_auto] items-center gap-x-4 gap-y-2 text-sm">
        {shown.map(({ stage, seconds }) => (
          <div key={stage} className="contents">
            <dt className="max-w-36 sm:max-w-none">{t(`stage.${stage}`)}</dt>
            <dd aria-hidden="true" className="h-2 rounded-full bg-sunken">
              <div
                className="h-full min-w-1 rounded-full bg-accent"
                style={{ width: `${(100 * seconds) / longest}%` }}
              />
            </dd>
            <dd className="text-end tabular-nums text-muted">
              {t("one.seconds", { seconds: formatNumber(seconds, 2) })}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
