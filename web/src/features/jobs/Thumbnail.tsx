import { useRef } from "react";
import { useTranslation } from "react-i18next";

import { Icon, type IconName } from "@/components/ui/Icon.tsx";
import { useObjectUrl } from "@/lib/images/objectUrl.ts";
import { useBlobPreview } from "@/lib/images/preview.ts";
import { useInSight } from "@/lib/inSight.ts";
import type { Job } from "@/lib/jobs/job.ts";

const LONG_SIDE = 160;

/** The picture that a job has made, fetched once it comes into sight. */
export function Thumbnail({ job }: { job: Job }) {
  const { t } = useTranslation("jobs");
  const frame = useRef<HTMLDivElement>(null);
  const isInSight = useInSight(frame, 200);
  const result = job.kind === "embed" ? job.result : null;
  const picture = useBlobPreview(isInSight && result ? result.blob : null, LONG_SIDE);
  const url = useObjectUrl(picture.data?.preview);

  return (
    <div
      ref={frame}
      className="flex size-14 shrink-0 items-center justify-center overflow-hidden rounded-lg bg-sunken text-muted sm:size-16"
    >
      {url ? (
        <img src={url} alt={t("list.thumbnail")} className="size-full object-cover" />
      ) : (
        <Icon name={iconOf(job)} className="size-6" />
      )}
    </div>
  );
}

function iconOf({ kind, mode }: Job): IconName {
  if (kind === "extract") return "reveal";
  return mode === "image" ? "picture" : "hide";
}
