import { useTranslation } from "react-i18next";

import { Card } from "@/components/ui/Page.tsx";
import { formatBytes, formatNumber } from "@/lib/format.ts";
import type { Job } from "@/lib/jobs/job.ts";

import { qualityOf } from "./result.ts";

/** How close the result is to the cover, in a sentence and in numbers. */
export function Figures({ job }: { job: Job }) {
  const { t } = useTranslation("hide");
  const { report, result } = job;
  if (!report) return null;
  return (
    <Card title={t(`result.quality.${qualityOf(report.psnr_db)}`)}>
      <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1.5 text-sm">
        <dt className="text-muted">{t("result.psnr")}</dt>
        <dd className="text-end tabular-nums">
          {t("result.decibels", { value: formatNumber(report.psnr_db, 1) })}
        </dd>
        <dt className="text-muted">{t("result.ssim")}</dt>
        <dd className="text-end tabular-nums">{formatNumber(report.ssim, 4)}</dd>
        {result && (
          <>
            <dt className="text-muted">{t("result.file")}</dt>
            <dd className="text-end">
              {result.media_type.replace("image/", "").toUpperCase()}, {formatBytes(result.size_bytes)}
            </dd>
          </>
        )}
      </dl>
    </Card>
  );
}
