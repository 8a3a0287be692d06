import { api } from "@/lib/api/client.ts";
import { problemOf } from "@/lib/api/problem.ts";
import { keepJob, type Job } from "@/lib/jobs/job.ts";
import type { QueryClient } from "@tanstack/react-query";
import type { Secret } from "@/lib/secret.ts";

export const JOURNEYS = ["chat", "social", "file"] as const;
export type Journey = (typeof JOURNEYS)[number];

/** What is hidden in every picture of a batch, and how. */
export interface Wish {
  payload: { text: string } | { file: File };
  journey: Journey;
  secret: Secret | null;
}

const TRIES = 6;
const FIRST_PAUSE_MS = 1_000;

/** The fields of the request to hide in this cover; a picture that stays unchanged on its way carries more, unseen. */
export function fieldsOf({ payload, journey, secret }: Wish, cover: string): FormData {
  const form = new FormData();
  form.set("cover", cover);
  form.set("mode", journey === "file" ? "covert" : "robust");
  form.set("channel", journey === "file" ? "lossless" : journey);
  const passphrase = secret?.read();
  if (passphrase !== undefined) form.set("passphrase", passphrase);
  if ("text" in payload) form.set("text", payload.text);
  else form.set("file", payload.file, payload.file.name);
  return form;
}

/** Asks for a job that hides in this cover. */
export async function embed(
  queryClient: QueryClient,
  wish: Wish,
  cover: string,
  key: string,
  signal: AbortSignal,
): Promise<Job> {
  const answer = await api.post<Job>("/embed", fieldsOf(wish, cover), {
    headers: { "Idempotency-Key": key },
    timeout: 0,
    signal,
  });
  keepJob(queryClient, answer.data);
  return answer.data;
}

/** Tries again, at growing distances, what the server or the connection cannot do for the moment. */
export async function patiently<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await task();
    } catch (error) {
      if (tries === TRIES || signal.aborted || !problemOf(error).isPassing) throw error;
    }
    await pause(FIRST_PAUSE_MS * 2 ** (tries - 1), signal);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done);
  });
}
