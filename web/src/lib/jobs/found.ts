import { api } from "../api/client.ts";
import { problemOf } from "../api/problem.ts";
import type { Schemas } from "../api/types.ts";
import { filenameOf } from "../files/disposition.ts";
import type { Picture } from "../images/messages.ts";
import { previewOf } from "../images/pictures.ts";
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
  return fileFound(content, filenameOf(String(headers["content-disposition"])) ?? "file");
}

/** A file that was found, with its preview. */
export async function fileFound(content: Blob, name: string): Promise<Found> {
  const preview = content.type.startsWith("image/")
    ? await previewOf(content, LONG_SIDE).catch(() => null)
    : null;
  return { kind: "file", name, content, preview };
}
