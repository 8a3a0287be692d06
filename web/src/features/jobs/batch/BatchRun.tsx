import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/Button.tsx";
import { Icon } from "@/components/ui/Icon.tsx";
import { Card } from "@/components/ui/Page.tsx";
import { Progress } from "@/components/ui/Progress.tsx";
import { toast } from "@/components/ui/Toasts.tsx";
import { sentenceOf } from "@/lib/api/problem.ts";
import { saveFile } from "@/lib/files/save.ts";
import type { Job } from "@/lib/jobs/job.ts";

import { fetchResult } from "../jobs.ts";
import { overallShare, standingOf, type Item, type Standing } from "./batch.ts";
import { BatchRow } from "./BatchRow.tsx";
import { jobOf } from "./useBatch.ts";
import { zipped } from "./zip.ts";

interface BatchRunProps {
  items: readonly Item[];
  jobs: ReadonlyMap<string, Job>;
  fileOf: (id: number) => File | null;
  onStop: () => void;
  onTryAgain: () => void;
  onAnother: () => void;
}

/** A batch that has begun: one progress for all, and each picture's own. */
export function BatchRun({ items, jobs, fileOf, onStop, onTryAgain, onAnother }: BatchRunProps) {
  const { t } = useTranslation("jobs");
  const count = (...wanted: Standing[]) =>
    items.filter((item) => wanted.includes(standingOf(item, jobOf(item, jobs)))).length;
  const done = count("done");
  const failed = count("failed");
  const cancelled = count("cancelled");
  const isOver = done + failed + cancelled === items.length;
  const sentence = [
    t("batchOf.run.done", { done, count: items.length }),
    ...(failed > 0 ? [t("batchOf.run.failed", { count: failed })] : []),
    ...(cancelled > 0 ? [t("batchOf.run.cancelled", { count: cancelled })] : []),
  ].join(" · ");

  return (
    <>
      <Card>
        <div className="flex flex-col gap-4">
          <p role="status" className="text-lg font-semibold">
            {sentence}
          </p>
          <Progress value={overallShare(items, jobs)} label={t("batchOf.run.overall")} />
          <div className="flex flex-wrap gap-2">
            <DownloadAll items={items} jobs={jobs} done={done} isOver={isOver} />
            {!isOver && <Button onClick={onStop}>{t("batchOf.run.stop")}</Button>}
            {isOver && failed + cancelled > 0 && (
              <Button onClick={onTryAgain}>
                <Icon name="retry" className="size-4" />
                {t("batchOf.run.again", { count: failed + cancelled })}
              </Button>
            )}
            {isOver && <Button onClick={onAnother}>{t("batchOf.run.another")}</Button>}
          </div>
          {!isOver && <p className="text-sm text-muted">{t("batchOf.run.stay")}</p>}
        </div>
      </Card>
      <ul
        aria-label={t("batchOf.run.list")}
        className="divide-y divide-line rounded-2xl border border-line bg-surface"
      >
        {items.map((item) => (
          <BatchRow key={item.id} item={item} job={jobOf(item, jobs)} file={fileOf(item.id)} />
        ))}
      </ul>
    </>
  );
}

interface DownloadAllProps {
  items: readonly Item[];
  jobs: ReadonlyMap<string, Job>;
  done: number;
  isOver: boolean;
}

function DownloadAll({ items, jobs, done, isOver }: DownloadAllProps) {
  const { t } = useTranslation("jobs");
  const [packed, setPacked] = useState(0);
  const packing = useMutation({
    mutationFn: () => {
      setPacked(0);
      const finished = items.flatMap((item) => {
        const job = jobOf(item, jobs);
        return job && standingOf(item, job) === "done" ? [{ fetch: () => fetchResult(job.id) }] : [];
      });
      return zipped(finished, setPacked);
    },
    onSuccess: (zip) => saveFile(zip, "image-cloak.zip"),
    onError: (error) => toast(sentenceOf(error), "danger"),
    gcTime: 0,
  });
  if (done === 0) return null;
  return (
    <Button
      tone={isOver ? "primary" : "secondary"}
      isBusy={packing.isPending}
      onClick={() => packing.mutate()}
    >
      {!packing.isPending && <Icon name="download" className="size-4" />}
      {packing.isPending
        ? t("batchOf.run.packing", { packed, count: done })
        : t("batchOf.run.downloadAll", { count: done })}
    </Button>
  );
}
