import { api } from "../api/client.ts";
import { problemOf } from "../api/problem.ts";
import type { Schemas } from "../api/types.ts";
import { filenameOf, lastPart } from "../files/disposition.ts";
import type { Picture } from "../images/messages.ts";
import { previewOf } from "../images/pictures.ts";
import type { Identity } from "../sealing/identity.ts";
import type { Secret } from "../secret.ts";

const LONG_SIDE = 1600;

/** What was hidden, opened: a text, or a file with a preview where it is a picture that the browser knows. */
export type Found =
  { kind: "text"; text: string } | { kind: "file"; name: string; content: Blob; preview: Picture | null };

/**
 * Opens what a job has found, with a passphrase where there is one; throws the server's refusal. The passphrase is
 * forgotten unless the same try may succeed later.
 */
export async function openFound(jobId: string, secret: Secret | null, signal?: AbortSignal): Promise<Found> {
  try {
    const passphrase = secret?.read();
    const answer = await api.post<Blob>(
      `/jobs/${jobId}/open`,
      passphrase === undefined ? {} : { passphrase },
      {
        responseType: "blob",
        ...(signal ? { signal } : {}),
      },
    );
    const found = await read(answer.data, answer.headers);
    secret?.forget();
    return found;
  } catch (error) {
    const problem = problemOf(error);
    if (!problem.isPassing && problem.code !== "cancelled") secret?.forget();
    throw problem;
  }
}

async function read(content: Blob, headers: Partial<Record<string, unknown>>): Promise<Found> {
  // A hidden file may be JSON too: only a text comes without its kind.
  if (headers["cloak-payload-kind"] === undefined) {
    const { text } = JSON.parse(await content.text()) as Schemas["OpenedText"];
    return { kind: "text", text };
  }
  return fileFound(content, filenameOf(String(headers["content-disposition"])) ?? "");
}

/**
 * Opens in this browser what a job has found and what was locked for people, by one's own key; throws the Problems of
 * `unsealWith` (`wrong_key`: it is for others) and the server's refusal.
 */
export async function openFoundWith(jobId: string, identity: Identity, signal?: AbortSignal): Promise<Found> {
  const answer = await api.get<ArrayBuffer>(`/jobs/${jobId}/result`, {
    responseType: "arraybuffer",
    ...(signal ? { signal } : {}),
  });
  const { unsealWith } = await import("../sealing/recipients.ts"); // few messages need it: its code waits for them
  const payload = await unsealWith(new Uint8Array(answer.data), identity.keys);
  if (payload.kind === "text") return payload;
  return fileFound(new Blob([payload.content], { type: payload.mediaType }), payload.name);
}

async function fileFound(content: Blob, said: string): Promise<Found> {
  const preview = content.type.startsWith("image/")
    ? await previewOf(content, LONG_SIDE).catch(() => null)
    : null;
  return { kind: "file", name: lastPart(said) ?? "file", content, preview };
}
