import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Navigate } from "react-router";

import { Answer } from "@/components/answer/Answer.tsx";
import { AnswerScreen } from "@/components/answer/AnswerScreen.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Icon } from "@/components/ui/Icon.tsx";
import { ErrorState, LoadingState } from "@/components/ui/States.tsx";
import { Problem, sentenceOf } from "@/lib/api/problem.ts";
import { isFinished, useCancelJob, useJob } from "@/lib/jobs/job.ts";
import type { Secret } from "@/lib/secret.ts";

import { usePicturesFromAnywhere } from "./anywhere.ts";
import { Working } from "./Working.tsx";

interface LookingProps {
  jobId: string;
  file: File | null;
  /** The picture that is looked into, where it is known. */
  blob: string | null;
  secret: Secret | null;
  /** Looks into the same picture once more. */
  onLook: (blob: string, secret: Secret | null) => void;
  onPicture: (file: File) => void;
  onStartOver: () => void;
  another: ReactNode;
}

/** Follows a look into a picture to its answer. */
export function Looking({
  jobId,
  file,
  blob,
  secret,
  onLook,
  onPicture,
  onStartOver,
  another,
}: LookingProps) {
  const { t } = useTranslation("reveal");
  const { data: job, error, refetch } = useJob(jobId);
  const cancel = useCancelJob();
  usePicturesFromAnywhere({ takesPaste: true, onPicture });

  if (!job) {
    if (!error) return <LoadingState rows={2} />;
    return (
      <div className="flex flex-col gap-4">
        <ErrorState error={error} onRetry={() => void refetch()} />
        <div>{another}</div>
      </div>
    );
  }
  if (job.kind === "embed" && job.result) {
    return <Navigate to={`/reveal?blob=${encodeURIComponent(job.result.blob)}`} replace />;
  }
  if (!isFinished(job)) {
    const isRunning = job.status === "running";
    return (
      <Working
        file={file}
        blob={blob}
        doing={isRunning ? t("working.looking") : t("working.waiting")}
        share={isRunning ? 0.5 + 0.5 * (job.progress?.fraction ?? 0) : 0.5}
        onStop={() => {
          cancel.mutate(jobId);
          onStartOver();
        }}
      />
    );
  }
  if (job.status === "succeeded" && job.kind === "extract") {
    return (
      <Answer
        job={job}
        secret={secret}
        wasWithPassphrase={secret !== null}
        onPassphrase={blob === null ? undefined : (given) => onLook(blob, given)}
        actions={another}
      />
    );
  }
  const again = blob !== null && (
    <Button tone="primary" onClick={() => onLook(blob, null)}>
      <Icon name="retry" className="size-4" />
      {t("failed.again")}
    </Button>
  );
  const isCancelled = job.status === "cancelled";
  return (
    <AnswerScreen
      icon={isCancelled ? "block" : "error"}
      tone={isCancelled ? "neutral" : "danger"}
      title={isCancelled ? t("cancelled.title") : t("failed.title")}
      text={
        job.error ? sentenceOf(new Problem(job.error.code, -1, job.error.message, null)) : t("cancelled.text")
      }
      actions={
        <>
          {again}
          {another}
        </>
      }
    />
  );
}
