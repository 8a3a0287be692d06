import "./messages.ts";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { JOBS, useJob } from "@/lib/jobs/job.ts";
import { useUpload } from "@/lib/jobs/uploads.ts";

import { EMPTY_DRAFT, type Draft } from "./draft.ts";
import { useEmbed } from "./embedding.ts";
import { HideForm } from "./HideForm.tsx";
import { Outcome } from "./Outcome.tsx";
import type { Plan } from "./plan.ts";
import { Running } from "./Running.tsx";
import { Stopped } from "./Stopped.tsx";

/** Hiding, from the picture to the finished file; what was entered is kept until it is done. */
export function HidePage() {
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState<Draft>(EMPTY_DRAFT);
  const [attempt, setAttempt] = useState(newKey);
  const [jobId, setJobId] = useState<string | null>(null);
  const [plan, setPlan] = useState<Plan | null>(null);
  const upload = useUpload();
  const embedding = useEmbed();
  const { reset: resetEmbedding } = embedding;
  const { data: job, error } = useJob(jobId);

  const change = (part: Partial<Draft>) => {
    setDraft((before) => ({ ...before, ...part }));
    setAttempt(newKey());
    if (embedding.isError) embedding.reset();
  };
  const submit = (chosen: Plan) => {
    if (!upload.data) return;
    setPlan(chosen);
    embedding.mutate(
      { draft, plan: chosen, cover: upload.data.id, key: attempt },
      {
        onSuccess: ({ id }) => {
          setJobId(id);
          setAttempt(newKey());
          void queryClient.invalidateQueries({ queryKey: JOBS });
        },
      },
    );
  };
  const backToSteps = () => {
    embedding.reset();
    setJobId(null);
  };
  const another = () => {
    backToSteps();
    upload.cancel();
    setDraft(EMPTY_DRAFT);
  };

  const isDone = job?.status === "succeeded";
  // A passphrase stays no longer than its form is needed; nor does the request that carried it.
  if (isDone && draft.passphrase !== "") setDraft({ ...draft, passphrase: "" });
  useEffect(() => {
    if (isDone) resetEmbedding();
  }, [isDone, resetEmbedding]);

  if (jobId === null || !draft.cover) {
    return (
      <HideForm draft={draft} onChange={change} upload={upload} embedding={embedding} onSubmit={submit} />
    );
  }
  if (isDone) {
    return (
      <Outcome
        job={job}
        cover={draft.cover}
        destination={draft.destination}
        lock={draft.lock}
        onAnother={another}
      />
    );
  }
  if (job?.status === "failed" || job?.status === "cancelled") {
    return (
      <Stopped job={job} again={embedding} onAgain={() => plan && submit(plan)} onChange={backToSteps} />
    );
  }
  return <Running id={jobId} job={job} cover={draft.cover} error={error} />;
}

function newKey(): string {
  return crypto.randomUUID();
}
