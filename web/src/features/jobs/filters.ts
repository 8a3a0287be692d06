import type { Job } from "@/lib/jobs/job.ts";

export const STATES = ["all", "running", "succeeded", "failed", "cancelled"] as const;
export const KINDS = ["all", "embed", "extract"] as const;

/** Which jobs are shown; it lives in the page's address. */
export interface Filter {
  state: (typeof STATES)[number];
  kind: (typeof KINDS)[number];
}

/** Reads a filter from an address; what is not known there means all. */
export function filterOf(params: URLSearchParams): Filter {
  return {
    state: STATES.find((state) => state === params.get("state")) ?? "all",
    kind: KINDS.find((kind) => kind === params.get("kind")) ?? "all",
  };
}

/** Writes a filter for an address, leaving out what means all. */
export function paramsOf({ state, kind }: Filter): Record<string, string> {
  return { ...(state === "all" ? {} : { state }), ...(kind === "all" ? {} : { kind }) };
}

/** The statuses of the API in a state that people know; undefined: any. */
export function statusesOf(state: Filter["state"]): readonly (Job["status"] | undefined)[] {
  if (state === "all") return [undefined];
  return state === "running" ? ["accepted", "queued", "running"] : [state];
}

/** Jobs of several lists as one, newest first, each once. */
export function merged(lists: readonly (readonly Job[])[]): Job[] {
  const byId = new Map(lists.flat().map((job) => [job.id, job]));
  return [...byId.values()].sort((one, other) => Date.parse(other.created_at) - Date.parse(one.created_at));
}
