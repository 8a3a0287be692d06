import "./messages.ts";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

import { JOBS, useJob } from "@/lib/jobs/job.ts";
import { useUpload } from "@/lib/jobs/uploads.ts";

import { EMPTY_DRAFT, type Draft } from "./draft.ts";
import { useEmbed, type Decision } from "./embedding.ts";
import { HideForm } from "./HideForm.tsx";
import { Outcome } from "./Outcome.tsx";
import { Running } from "./Running.tsx";
import { Stopped } from "./Stopped.tsx";

/** Hiding, from the picture to the finished file; what was entered is kept until it is done. */
export function HidePage() {
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState<Draft>(EMPTY_DRAFT);
  const [attempt, setAttempt] = useState(newKey);
  const [jobId, setJobId] = useState<string | null>(null);
  const [decision, setDecision] = useState<Decision | null>(null);
  const upload = useUpload();
  const embedding = useEmbed();
  const { reset: resetEmbedding } = embedding;
  const { data: job, error } = useJob(jobId);

  const change = (part: Partial<Draft>) => {
    setDraft((before) => ({ ...before, ...part }));
    setAttempt(newKey());
    if (embedding.isError) embedding.reset();
  };
  const submit = (chosen: Decision) => {
    if (!upload.data) return;
    setDecision(chosen);
    embedding.mutate(
      { ...chosen, draft, cover: upload.data.id, key: attempt },
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
  const phase = jobId === null ? "steps" : isDone ? "done" : "job";
  useBeginning(phase);
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
      <Stopped
        job={job}
        again={embedding}
        onAgain={() => decision && submit(decision)}
        onChange={backToSteps}
      />
    );
  }
  return <Running id={jobId} job={job} cover={draft.cover} error={error} />;
}

/** Each phase is a page of its own: it is read from its beginning, by screen readers too. */
function useBeginning(phase: string): void {
  const before = useRef(phase);
  useEffect(() => {
    if (before.current === phase) return;
    before.current = phase;
    window.scrollTo({ top: 0 });
    document.getElementById("main")?.focus({ preventScroll: true });
  }, [phase]);
}

function newKey(): string {
  return crypto.randomUUID();
}
