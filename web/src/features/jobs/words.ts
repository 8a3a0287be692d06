import type { BadgeTone } from "@/components/ui/Badge.tsx";
import type { Job } from "@/lib/jobs/job.ts";

/** The message that names a job: what it does, and how. */
export function nameOf({ kind, mode }: Pick<Job, "kind" | "mode">) {
  return kind === "extract" ? "name.extract" : (`name.embed.${mode ?? "any"}` as const);
}

/** How good or bad a state is, as a colour. */
export const TONES: Record<Job["status"], BadgeTone> = {
  accepted: "neutral",
  queued: "neutral",
  running: "accent",
  succeeded: "good",
  failed: "danger",
  cancelled: "neutral",
};

export const STAGES = ["queue", "fetch", "decode", "predict", "model", "encode", "verify", "store"] as const;
export type Stage = (typeof STAGES)[number];

/** The message for the stage that a job is in; a stage that this page does not know is waited for like the first. */
export function stageOf(job: Job) {
  const known = STAGES.find((stage) => stage === job.progress?.stage);
  return `stage.${known ?? "waiting"}` as const;
}

/** What a difference of so many decibels means to the eye. */
export function psnrWord(decibels: number): "great" | "good" | "fair" {
  if (decibels >= 45) return "great";
  return decibels >= 36 ? "good" : "fair";
}
