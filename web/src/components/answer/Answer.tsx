import type { ReactNode } from "react";

import type { Job } from "@/lib/jobs/job.ts";
import type { Secret } from "@/lib/secret.ts";

import { FoundAnswer } from "./FoundAnswer.tsx";
import { NoMessage } from "./NoMessage.tsx";
import { Damaged, NeedsModel } from "./Unreadable.tsx";

import "./messages.ts";

interface AnswerProps {
  /** A job that looked into a picture and has succeeded. */
  job: Job;
  /** A passphrase that is known already: the first one that is tried. */
  secret?: Secret | null;
  /** Looks into the same picture once more, with a passphrase. */
  onPassphrase?: ((secret: Secret) => void) | undefined;
  /** Tells that a passphrase was given when the picture was looked into. */
  wasWithPassphrase?: boolean;
  /** What can be done next on this page, whatever the answer. */
  actions?: ReactNode;
}

/** The answer of looking into a picture, each kind on its own screen. */
export function Answer({
  job,
  secret = null,
  onPassphrase,
  wasWithPassphrase = false,
  actions,
}: AnswerProps) {
  switch (job.answer) {
    case "payload":
      return <FoundAnswer key={job.id} jobId={job.id} known={secret} actions={actions} />;
    case "no_message":
      return (
        <NoMessage onPassphrase={onPassphrase} wasWithPassphrase={wasWithPassphrase} actions={actions} />
      );
    case "damaged":
      return <Damaged correctedShare={job.corrected_share ?? null} actions={actions} />;
    case "needs_model":
      return <NeedsModel model={job.needs_model ?? null} actions={actions} />;
    default:
      return null;
  }
}
