import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Progress } from "@/components/ui/Progress.tsx";
import { Problem, sentenceOf } from "@/lib/api/problem.ts";
import { formatBytes, formatMoment } from "@/lib/format.ts";
import { isFinished, JOBS, useJob, type Job } from "@/lib/jobs/job.ts";

import { JobActions } from "./JobActions.tsx";
import { JobBadge } from "./JobBadge.tsx";
import { Thumbnail } from "./Thumbnail.tsx";
import { nameOf, stageOf } from "./words.ts";

interface JobRowProps {
  /** The job as the list has it. */
  job: Job;
  /** Follows the job's own stream of events. */
  isFollowed: boolean;
}

/** One job in the list. */
export function JobRow({ job: listed, isFollowed }: JobRowProps) {
  const { t } = useTranslation("jobs");
  const job = useNewest(listed, isFollowed);
  const name = t(nameOf(job));
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-3 p-4">
      <Thumbnail job={job} />
      <div className="min-w-0 flex-1 basis-36">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Link
            to={`/jobs/${job.id}`}
            className="min-w-0 font-medium after:absolute after:inset-0 hover:underline"
          >
            {name}
          </Link>
          <JobBadge job={job} />
        </div>
        <p className="text-sm text-muted">
          <time dateTime={job.created_at}>{formatMoment(job.created_at)}</time>
          {job.kind === "embed" && job.result && ` · ${formatBytes(job.result.size_bytes)}`}
        </p>
        {job.error && (
          <p className="text-sm text-danger">
            {sentenceOf(new Problem(job.error.code, -1, job.error.message, null))}
          </p>
        )}
        {!isFinished(job) && (
          <div className="mt-2 flex max-w-md flex-col gap-1">
            <Progress value={job.progress?.fraction ?? 0} label={t("list.progress", { name })} />
            <p className="text-sm text-muted">{t(stageOf(job))}</p>
          </div>
        )}
      </div>
      <div className="relative flex flex-wrap gap-2">
        <JobActions job={job} />
      </div>
    </li>
  );
}

/** The job as the list or its own stream has it, whichever is further; the list is read again when it has ended. */
function useNewest(listed: Job, isFollowed: boolean): Job {
  const queryClient = useQueryClient();
  const { data: live } = useJob(isFollowed ? listed.id : null);
  const hasEnded = live !== undefined && isFinished(live) && !isFinished(listed);
  useEffect(() => {
    if (hasEnded) void queryClient.invalidateQueries({ queryKey: [...JOBS, "list"] });
  }, [queryClient, hasEnded]);
  if (!live || isFinished(listed)) return listed;
  return isFinished(live) || (live.progress?.fraction ?? 0) >= (listed.progress?.fraction ?? 0)
    ? live
    : listed;
}
