import type { Schemas } from "@/lib/api/types.ts";

import { channelOf, jpegQualityOf } from "./journey.ts";
import type { Draft } from "./draft.ts";

export type Mode = Schemas["Capacity"]["mode"];

/** Why a way of hiding was taken; the page has a sentence for each. */
export type Reason =
  "quiet" | "fuller" | "full" | "tough" | "pictureInFile" | "pictureInJpeg" | "pictureInPicture" | "chosen";

/** How a message will be hidden. */
export interface Plan {
  mode: Mode;
  /** What it has to survive; null while the steps of an own journey are not complete. */
  channel: string | null;
  /** Bits for each value of the cover at most; null leaves it to the server. */
  rate: number | null;
  reason: Reason;
}

/**
 * How full a covert picture may get: first as the detectors that were tried do not notice (the server's own), then
 * up to where the costs of changes still count, then all there is.
 */
export const COVERT_RATES = [null, 0.2, 1.58] as const;
const COVERT_REASONS = ["quiet", "fuller", "full"] as const;

type Aim = Pick<Draft, "kind" | "destination" | "lock">;

/** The ways of hiding that can carry this, the recommended one first. */
export function possibleModes({ kind, destination, lock }: Aim): readonly Mode[] {
  const isFile = destination === "file";
  if (kind === "picture" && isFile) return ["image", "robust", "covert"];
  // What survives compression has no form for people.
  if (kind === "picture") return lock === "people" ? ["robust"] : ["image", "robust"];
  return isFile ? ["covert", "robust"] : ["robust"];
}

/**
 * The way of hiding for a draft. `covertRooms` are the bytes that the cover holds at each of the covert rates, as far
 * as they are known, and `bytes` what the message takes: the least conspicuous rate that holds it is taken.
 */
export function planOf(
  draft: Aim & Pick<Draft, "steps" | "mode">,
  bytes: number,
  covertRooms: readonly (number | undefined)[] = [],
): Plan {
  const modes = possibleModes(draft);
  const isChosen = draft.mode !== "auto" && modes.includes(draft.mode) && draft.mode !== modes[0];
  const mode = isChosen ? (draft.mode as Mode) : (modes[0] ?? "robust");
  const channel = channelFor(draft);
  if (mode === "covert") {
    const step = covertStep(bytes, covertRooms);
    return { mode, channel, rate: COVERT_RATES[step] ?? null, reason: COVERT_REASONS[step] ?? "quiet" };
  }
  if (isChosen) return { mode, channel, rate: null, reason: "chosen" };
  if (mode === "robust") return { mode, channel, rate: null, reason: "tough" };
  return { mode, channel, rate: null, reason: pictureReason(channel) };
}

/** Tells whether the finished picture may be a JPEG: whether the message survives being made one. */
export function isJpegPossible({ mode, channel }: Pick<Plan, "mode" | "channel">): boolean {
  return mode === "robust" || (mode === "image" && channel !== "lossless");
}

/** Which of the covert rates is needed: the first that holds the bytes or is not known yet, else the last. */
export function covertStep(bytes: number, rooms: readonly (number | undefined)[]): number {
  const last = COVERT_RATES.length - 1;
  for (let step = 0; step < last; step++) {
    const room = rooms[step];
    if (room === undefined || bytes <= room) return step;
  }
  return last;
}

function pictureReason(channel: string | null): Reason {
  if (channel === "lossless") return "pictureInFile";
  return channel !== null && jpegQualityOf(channel) !== null ? "pictureInJpeg" : "pictureInPicture";
}

function channelFor({ destination, steps }: Pick<Draft, "destination" | "steps">): string | null {
  if (destination === "custom") return channelOf(steps);
  return destination === "file" ? "lossless" : destination;
}
