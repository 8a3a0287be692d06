import type { Capacity } from "./capacity.ts";
import { channelOf, type Step } from "./journey.ts";
import type { Draft } from "./draft.ts";

/** A hidden picture with no side as long as this is hardly worth looking at. */
const LEAST_SIDE_PX = 96;

/** A journey that compresses as most apps do, and leaves every pixel in its place. */
export const COMPRESSED_ONLY: readonly Step[] = [{ kind: "jpeg", amount: 80 }];

export interface Extent {
  width: number;
  height: number;
}

/**
 * How a hidden picture comes out: in full size, smaller, too small to be of use, or not at all. `upTo` is the most,
 * while nobody has said which picture it is.
 */
export type Outlook = { kind: "none" } | ({ kind: "upTo" | "whole" | "smaller" | "tiny" } & Extent);

/** What is left of a secret picture in the room of a cover. */
export function outlookOf(
  { usable, picture }: Pick<Capacity, "usable" | "picture">,
  secret: Extent | null,
): Outlook {
  if (!usable || !picture) return { kind: "none" };
  const { width, height } = secret ?? picture;
  const scale = Math.sqrt((picture.width * picture.height) / (width * height));
  if (secret && scale >= 1) return { kind: "whole", width, height };
  const left = {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
  if (Math.max(left.width, left.height) < LEAST_SIDE_PX) return { kind: "tiny", ...left };
  return { kind: secret ? "smaller" : "upTo", ...left };
}

/** Tells whether another way should be offered: too little of the picture would be left. */
export function isPoor({ kind }: Outlook): boolean {
  return kind === "tiny" || kind === "none";
}

export type BetterWay = "file" | "compressed";

/** The ways on which more of a hidden picture is left than on the chosen one, the best first. */
export function betterWays({
  destination,
  steps,
  lock,
}: Pick<Draft, "destination" | "steps" | "lock">): BetterWay[] {
  if (destination === "file") return [];
  const isCompressed = destination === "custom" && channelOf(steps) === channelOf(COMPRESSED_ONLY);
  // For people, pictures keep their quality in files alone.
  return isCompressed || lock === "people" ? ["file"] : ["file", "compressed"];
}

/** The draft on such a way. */
export function takeWay(way: BetterWay): Partial<Draft> {
  if (way === "file") return { destination: "file", mode: "auto" };
  return { destination: "custom", steps: COMPRESSED_ONLY, mode: "auto" };
}
