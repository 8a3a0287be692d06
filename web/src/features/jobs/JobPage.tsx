import { useTranslation } from "react-i18next";
import { useParams } from "react-router";

import { Answer } from "@/components/answer/Answer.tsx";
import { ButtonLink } from "@/components/ui/Button.tsx";
import { Icon } from "@/components/ui/Icon.tsx";
import { Notice } from "@/components/ui/Notice.tsx";
import { Card, Page } from "@/components/ui/Page.tsx";
import { Progress } from "@/components/ui/Progress.tsx";
import { ErrorState, LoadingState } from "@/components/ui/States.tsx";
import { Problem, sentenceOf } from "@/lib/api/problem.ts";
import { useObjectUrl } from "@/lib/images/objectUrl.ts";
import { useBlobPreview } from "@/lib/images/preview.ts";
import { isFinished, useJob, type Job } from "@/lib/jobs/job.ts";

import { JobActions } from "./JobActions.tsx";
import { JobBadge } from "./JobBadge.tsx";
import { JobFacts, Timings } from "./JobFacts.tsx";
import "./messages.ts";
import { nameOf, stageOf } from "./words.ts";

/** One job, live while it goes on: its state, its result and all that is known of it. */
export function JobPage() {
  const { t } = useTranslation("jobs");
  const { id = "" } = useParams();
  const { data: job, error, refetch } = useJob(id);
  return (
    <Page
      title={job ? t(nameOf(job)) : t("title")}
      lead={job && <JobBadge job={job} />}
      actions={
        <>
          <ButtonLink to="/jobs" tone="quiet">
            <Icon name="back" className="size-4 rtl:-scale-x-100" />
            {t("one.back")}
          </ButtonLink>
          {job && <JobActions job={job} size="normal" />}
        </>
      }
    >
      {job ? (
        <>
          <State job={job} />
          <JobFacts job={job} />
          <Timings timings={job.timings ?? {}} />
        </>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <LoadingState />
      )}
    </Page>
  );
}

function State({ job }: { job: Job }) {
  const { t } = useTranslation("jobs");
  if (!isFinished(job)) {
    return (
      <Card>
        <p role="status" className="mb-3 font-semibold">
          {t(stageOf(job))}
        </p>
        <Progress value={job.progress?.fraction ?? 0} label={t("list.progress", { name: t(nameOf(job)) })} />
      </Card>
    );
  }
  if (job.status === "failed") {
    return (
      <Notice tone="danger" title={t("one.failed")}>
        {job.error && sentenceOf(new Problem(job.error.code, -1, job.error.message, null))}
      </Notice>
    );
  }
  if (job.status === "cancelled") return <Notice title={t("one.cancelled")}>{t("one.cancelledText")}</Notice>;
  if (job.kind === "extract") return <Answer job={job} />;
  return job.result ? <ResultPicture blob={job.result.blob} /> : null;
}

function ResultPicture({ blob }: { blob: string }) {
  const { t } = useTranslation("jobs");
  const { data, error, refetch } = useBlobPreview(blob);
  const url = useObjectUrl(data?.preview);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <Card>
      {data ? (
        <img
          src={url}
          alt={t("one.alt")}
          width={data.width}
          height={data.height}
          className="mx-auto max-h-[60vh] w-auto max-w-full rounded-xl object-contain"
        />
      ) : (
        <LoadingState rows={2} />
      )}
      <div className="mt-4 flex flex-wrap gap-2">
        <ButtonLink to={`/reveal?blob=${encodeURIComponent(blob)}`}>
          <Icon name="reveal" className="size-4" />
          {t("one.reveal")}
        </ButtonLink>
      </div>
    </Card>
  );
}
