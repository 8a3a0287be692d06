import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";

import { api } from "@/lib/api/client.ts";
import type { Job } from "@/lib/jobs/job.ts";

import { readCapacity } from "./capacity.ts";
import { payloadFile, type Draft } from "./draft.ts";
import { isJpegPossible, type Plan } from "./plan.ts";
import { sealedFor } from "./sealing.ts";

// Files of some megabytes over a phone's uplink.
const LONGEST_UPLOAD_MS = 300_000;

/** What was decided when somebody pressed the button. */
export interface Decision {
  plan: Plan;
  /** The user names that the message is locked for; empty for the other locks. */
  recipients: readonly string[];
}

export interface Order extends Decision {
  draft: Draft;
  /** The cover's blob id. */
  cover: string;
  /** Names this attempt: sent twice, it is done once. */
  key: string;
}

/** Asks the server to hide what a draft says, and gives its job. */
export function useEmbed() {
  const sealed = useRef<{ key: string; text: string }>(null);
  return useMutation({
    mutationFn: async (order: Order) => {
      if (order.draft.lock !== "people") return embed(order);
      // Sealed anew, a second try would be another request under the key of the first.
      if (sealed.current?.key !== order.key) sealed.current = { key: order.key, text: await seal(order) };
      return embed(order, sealed.current.text);
    },
    gcTime: 0,
  });
}

async function seal({ draft, plan, recipients, cover }: Order): Promise<string> {
  const lock = { isSealed: true, recipients: recipients.length };
  return sealedFor(draft, recipients, await readCapacity(cover, { ...plan, lock }));
}

async function embed({ draft, plan, cover, key }: Order, sealed?: string): Promise<Job> {
  const fields = fieldsOf(draft, plan, cover);
  const file = payloadFile(draft);
  const config = { headers: { "Idempotency-Key": key }, timeout: LONGEST_UPLOAD_MS };
  const asJson = async (message: { text: string } | { sealed: string }) =>
    (await api.post<Job>("/embed", { ...fields, ...message }, config)).data;
  if (sealed !== undefined) return asJson({ sealed });
  if (!file) return asJson({ text: draft.text });
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, String(value));
  form.set("file", file, file.name);
  return (await api.post<Job>("/embed", form, config)).data;
}

/** The fields of the request but the message itself. */
export function fieldsOf(draft: Draft, plan: Plan, cover: string): Record<string, string | number> {
  const output = draft.output === "jpeg" && !isJpegPossible(plan) ? "auto" : draft.output;
  return {
    cover,
    mode: plan.mode,
    channel: plan.channel ?? "chat",
    output,
    ...(plan.rate === null ? {} : { rate: plan.rate }),
    ...(draft.lock === "passphrase" ? { passphrase: draft.passphrase } : {}),
  };
}
