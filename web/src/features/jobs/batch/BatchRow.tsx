import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Badge, type BadgeTone } from "@/components/ui/Badge.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Icon } from "@/components/ui/Icon.tsx";
import { Progress } from "@/components/ui/Progress.tsx";
import { toast } from "@/components/ui/Toasts.tsx";
import { Problem, sentenceOf } from "@/lib/api/problem.ts";
import { formatBytes } from "@/lib/format.ts";
import type { Job } from "@/lib/jobs/job.ts";

import { useDownload } from "../jobs.ts";
import { shareOf, standingOf, type Item, type Standing } from "./batch.ts";
import { LocalThumbnail } from "./LocalThumbnail.tsx";

const TONES: Record<Standing, BadgeTone> = {
  chosen: "neutral",
  waiting: "neutral",
  sending: "accent",
  working: "accent",
  done: "good",
  failed: "danger",
  cancelled: "neutral",
};

interface BatchRowProps {
  item: Item;
  job: Job | undefined;
  file: File | null;
}

/** One picture of a batch, and how far it is. */
export function BatchRow({ item, job, file }: BatchRowProps) {
  const { t } = useTranslation("jobs");
  const download = useDownload();
  const standing = standingOf(item, job);
  const isGoingOn = standing === "sending" || standing === "working";
  const error = item.error ?? (job?.error && new Problem(job.error.code, -1, job.error.message, null));
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 p-4">
      <LocalThumbnail file={file} className="size-12 shrink-0" />
      <div className="min-w-0 flex-1 basis-36">
        <div className="flex items-center gap-3">
          <p className="min-w-0 truncate font-medium" dir="auto" title={item.name}>
            {item.job === null ? (
              item.name
            ) : (
              <Link to={`/jobs/${item.job}`} className="hover:underline">
                {item.name}
              </Link>
            )}
          </p>
          <Badge tone={TONES[standing]}>{t(`batchOf.standing.${standing}`)}</Badge>
        </div>
        {isGoingOn ? (
          <div className="mt-2">
            <Progress value={shareOf(item, job)} label={t("list.progress", { name: item.name })} />
          </div>
        ) : (
          <p className={`text-sm ${standing === "failed" ? "text-danger" : "text-muted"}`}>
            {standing === "failed" && error
              ? sentenceOf(error)
              : formatBytes(job?.result?.size_bytes ?? item.size)}
          </p>
        )}
      </div>
      {standing === "done" && job && (
        <Button
          size="small"
          isBusy={download.isPending}
          aria-label={t("batchOf.downloadOf", { name: item.name })}
          onClick={() =>
            download.mutate(job.id, { onError: (refused) => toast(sentenceOf(refused), "danger") })
          }
        >
          <Icon name="download" className="size-4" />
          <span className="max-sm:sr-only">{t("action.download")}</span>
        </Button>
      )}
    </li>
  );
}
