import { useMutation } from "@tanstack/react-query";

import { api } from "@/lib/api/client.ts";
import type { Job } from "@/lib/jobs/job.ts";

import { payloadFile, type Draft } from "./draft.ts";
import type { Plan } from "./plan.ts";

// Files of some megabytes over a phone's uplink.
const LONGEST_UPLOAD_MS = 300_000;

export interface Order {
  draft: Draft;
  plan: Plan;
  /** The cover's blob id. */
  cover: string;
  /** Names this attempt: sent twice, it is done once. */
  key: string;
}

/** Asks the server to hide what a draft says, and gives its job. */
export function useEmbed() {
  return useMutation({ mutationFn: embed, gcTime: 0 });
}

async function embed({ draft, plan, cover, key }: Order): Promise<Job> {
  const fields = fieldsOf(draft, plan, cover);
  const file = payloadFile(draft);
  const config = { headers: { "Idempotency-Key": key }, timeout: LONGEST_UPLOAD_MS };
  if (!file) return (await api.post<Job>("/embed", { ...fields, text: draft.text }, config)).data;
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, String(value));
  form.set("file", file, file.name);
  return (await api.post<Job>("/embed", form, config)).data;
}

/** The fields of the request but the message itself. */
export function fieldsOf(draft: Draft, plan: Plan, cover: string): Record<string, string | number> {
  const isJpegPossible = plan.mode === "robust";
  const output = draft.output === "jpeg" && !isJpegPossible ? "auto" : draft.output;
  return {
    cover,
    mode: plan.mode,
    channel: plan.channel ?? "chat",
    output,
    ...(plan.rate === null ? {} : { rate: plan.rate }),
    ...(draft.lock === "passphrase" ? { passphrase: draft.passphrase } : {}),
  };
}
