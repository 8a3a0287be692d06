import type { Job } from "@/lib/jobs/job.ts";
import { isFinished } from "@/lib/jobs/job.ts";

/** So many pictures make a batch. */
export const MOST_COVERS = 50;
/** So many are sent at once: more would not be faster, and would take the page's other requests their turn. */
export const AT_ONCE = 3;

/** What this page does with a picture: what the server does with it afterwards is the job's own state. */
export type Phase = "chosen" | "waiting" | "sending" | "accepted" | "refused" | "stopped";

export interface Item {
  id: number;
  name: string;
  size: number;
  phase: Phase;
  /** The share that is sent, 0 to 1. */
  sent: number;
  /** The picture on the server, once it is there. */
  blob: string | null;
  /** The job that hides in it, once there is one. */
  job: string | null;
  /** Why the server refused it. */
  error: unknown;
}

export interface Batch {
  items: readonly Item[];
  /** The next item's number. */
  next: number;
}

export type Step =
  | { type: "added"; files: readonly { name: string; size: number }[] }
  | { type: "removed"; id: number }
  | { type: "begun" }
  | { type: "sending"; id: number }
  | { type: "sent"; id: number; share: number }
  | { type: "uploaded"; id: number; blob: string }
  | { type: "accepted"; id: number; job: string }
  | { type: "refused"; id: number; error: unknown }
  | { type: "stopped" }
  /** Those that went wrong, to be tried once more. */
  | { type: "again"; ids: readonly number[] };

export const NOTHING: Batch = { items: [], next: 1 };

/** The batch after a step. Steps that come too late, of an item that was stopped meanwhile, change nothing. */
export function after(batch: Batch, step: Step): Batch {
  switch (step.type) {
    case "added":
      return added(batch, step.files);
    case "removed":
      return { ...batch, items: batch.items.filter(({ id }) => id !== step.id) };
    case "begun":
      return changed(batch, ["chosen"], () => true, { phase: "waiting" });
    case "sending":
      return changed(batch, ["waiting"], step.id, { phase: "sending" });
    case "sent":
      return changed(batch, ["sending"], step.id, { sent: step.share });
    case "uploaded":
      return changed(batch, ["sending"], step.id, { blob: step.blob, sent: 1 });
    case "accepted":
      return changed(batch, ["sending"], step.id, { phase: "accepted", job: step.job });
    case "refused":
      return changed(batch, ["sending"], step.id, { phase: "refused", error: step.error });
    case "stopped":
      return changed(batch, ["waiting", "sending"], () => true, { phase: "stopped" });
    case "again":
      return changed(batch, ["refused", "stopped", "accepted"], ({ id }) => step.ids.includes(id), {
        phase: "waiting",
        job: null,
        error: null,
      });
  }
}

/** The items whose sending begins now: as many as there are free places, in their order. */
export function toSend({ items }: Batch): number[] {
  const places = AT_ONCE - items.filter(({ phase }) => phase === "sending").length;
  return items
    .filter(({ phase }) => phase === "waiting")
    .slice(0, Math.max(0, places))
    .map(({ id }) => id);
}

/** How an item stands, with what the server says of its job. */
export type Standing = "chosen" | "waiting" | "sending" | "working" | "done" | "failed" | "cancelled";

export function standingOf({ phase }: Item, job: Job | undefined): Standing {
  if (phase === "refused") return "failed";
  if (phase === "stopped") return "cancelled";
  if (phase !== "accepted") return phase;
  if (!job || !isFinished(job)) return "working";
  return job.status === "succeeded" ? "done" : job.status === "failed" ? "failed" : "cancelled";
}

// Sending is this part of the way, hiding the rest.
const SENDING_SHARE = 0.4;

/** How far one item is, 0 to 1; what went wrong is over, too. */
export function shareOf(item: Item, job: Job | undefined): number {
  const standing = standingOf(item, job);
  if (standing === "done" || standing === "failed" || standing === "cancelled") return 1;
  return item.sent * SENDING_SHARE + (job?.progress?.fraction ?? 0) * (1 - SENDING_SHARE);
}

/** How far the whole batch is, 0 to 1: bytes sent, and the work of the jobs. */
export function overallShare(items: readonly Item[], jobs: ReadonlyMap<string, Job>): number {
  if (items.length === 0) return 0;
  const bytes = items.reduce((sum, { size }) => sum + size, 0);
  let sent = 0;
  let worked = 0;
  for (const item of items) {
    const job = item.job === null ? undefined : jobs.get(item.job);
    const isOver = shareOf(item, job) === 1;
    sent += isOver ? item.size : item.sent * item.size;
    worked += isOver ? 1 : (job?.progress?.fraction ?? 0);
  }
  return SENDING_SHARE * (bytes > 0 ? sent / bytes : 1) + (1 - SENDING_SHARE) * (worked / items.length);
}

function added({ items, next }: Batch, files: readonly { name: string; size: number }[]): Batch {
  const taken = files.slice(0, MOST_COVERS - items.length);
  return {
    items: [
      ...items,
      ...taken.map(({ name, size }, i) => ({
        id: next + i,
        name,
        size,
        phase: "chosen" as const,
        sent: 0,
        blob: null,
        job: null,
        error: null,
      })),
    ],
    next: next + taken.length,
  };
}

function changed(
  batch: Batch,
  from: readonly Phase[],
  which: number | ((item: Item) => boolean),
  change: Partial<Item>,
): Batch {
  const isMeant = typeof which === "number" ? (item: Item) => item.id === which : which;
  return {
    ...batch,
    items: batch.items.map((item) =>
      from.includes(item.phase) && isMeant(item) ? { ...item, ...change } : item,
    ),
  };
}
