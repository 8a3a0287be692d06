import { usualStep, type Step } from "./journey.ts";
import { charactersOf } from "./meter.ts";
import type { Mode } from "./plan.ts";

export type PayloadKind = "text" | "file" | "picture";
export type Destination = "file" | "chat" | "social" | "custom";
export type LockKind = "passphrase" | "people" | "nobody";

/** All that a person has said so far about what to hide, where and how. It lives in this page's memory alone. */
export interface Draft {
  cover: File | null;
  kind: PayloadKind;
  text: string;
  file: File | null;
  picture: File | null;
  destination: Destination;
  /** The steps of an own journey. */
  steps: readonly Step[];
  mode: Mode | "auto";
  output: "auto" | "png" | "jpeg";
  lock: LockKind;
  passphrase: string;
  /** The user names of those who may read it, and whether one may oneself. */
  people: readonly string[];
  isForMe: boolean;
}

export type ChangeDraft = (change: Partial<Draft>) => void;

export const EMPTY_DRAFT: Draft = {
  cover: null,
  kind: "text",
  text: "",
  file: null,
  picture: null,
  destination: "chat",
  steps: [usualStep("jpeg")],
  mode: "auto",
  output: "auto",
  lock: "passphrase",
  passphrase: "",
  people: [],
  isForMe: true,
};

export const SHORTEST_PASSPHRASE = 8;

/** What a draft still lacks before it can be sent. */
export type Lack = "cover" | "upload" | "message" | "journey" | "passphrase" | "people";

/** The file that is to be hidden, if it is one. */
export function payloadFile(draft: Draft): File | null {
  if (draft.kind === "text") return null;
  return draft.kind === "file" ? draft.file : draft.picture;
}

/** What is still missing, in the order of the steps. */
export function lacksOf(draft: Draft, channel: string | null, isUploaded: boolean): Lack[] {
  const lacks: Lack[] = [];
  if (draft.cover === null) lacks.push("cover");
  else if (!isUploaded) lacks.push("upload");
  const hasMessage = draft.kind === "text" ? draft.text !== "" : payloadFile(draft) !== null;
  if (!hasMessage) lacks.push("message");
  if (channel === null) lacks.push("journey");
  if (draft.lock === "passphrase" && charactersOf(draft.passphrase) < SHORTEST_PASSPHRASE)
    lacks.push("passphrase");
  if (draft.lock === "people" && draft.people.length === 0) lacks.push("people");
  return lacks;
}
