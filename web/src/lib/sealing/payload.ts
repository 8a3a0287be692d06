/** Payload bytes, section 1.1 of docs/format.md, as they are inside what is sealed for people. */
import { Problem } from "../api/problem.ts";
import { joined, utf8, type Bytes } from "./bytes.ts";

/** What people hide. */
export type Payload =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "file" | "picture";
      readonly name: string;
      readonly mediaType: string;
      readonly content: Bytes;
    };

const KINDS = ["text", "file", "picture"] as const;
const KIND_MASK = 0b0011;
const COMPRESSED = 0b0100;
const PADDED = 0b1000;
const KNOWN = 0b1111;
const MOST_LABEL_BYTES = 255;
/** Readers unpack no more than this, so writers seal no more. */
export const MOST_PAYLOAD_BYTES = 16 << 20;

/** Refuses sealed bytes that were altered, or never were any. */
export function damaged(): Problem {
  return new Problem("damaged_payload", -1, "the message is damaged and cannot be opened", null);
}

/** Refuses what a later version of the format made. */
export function newerVersion(): Problem {
  return new Problem("needs_newer_version", -1, "this message was made by a newer version", null);
}

/** Writes a payload in its shorter form, raw or compressed. Throws the Problem `unsupported_payload`. */
export async function pack(payload: Payload): Promise<Bytes> {
  const kind = KINDS.indexOf(payload.kind);
  const raw =
    payload.kind === "text"
      ? encoded(payload.text)
      : joined(label(payload.name), label(payload.mediaType), payload.content);
  const compressed = await through(new CompressionStream("deflate-raw"), raw, raw.length);
  if (compressed === null) return joined(Uint8Array.of(kind), raw);
  return joined(Uint8Array.of(kind | COMPRESSED), compressed);
}

/** Fills packed bytes up to a size that is at least theirs, so that lengths tell little. */
export function pad(packed: Bytes, size: number): Bytes {
  if (packed.length === size) return packed;
  const filled = new Uint8Array(size);
  filled.set(packed);
  filled[0] = (packed[0] ?? 0) | PADDED;
  filled[packed.length] = 0x80;
  return filled;
}

/** Reads what `pack` and `pad` wrote, here or elsewhere. Throws `damaged_payload`, `needs_newer_version`. */
export async function unpack(padded: Bytes): Promise<Payload> {
  const description = padded[0];
  if (description === undefined) throw damaged();
  const kind = KINDS[description & KIND_MASK];
  if ((description & ~KNOWN) !== 0 || kind === undefined) throw newerVersion();
  let body = padded.subarray(1);
  if ((description & PADDED) !== 0) body = unpadded(body);
  if ((description & COMPRESSED) !== 0) body = await decompressed(body);
  if (kind === "text") return { kind, text: decoded(body) };
  const [name, afterName] = takeLabel(body);
  const [mediaType, content] = takeLabel(afterName);
  return { kind, name, mediaType, content: content.slice() };
}

function label(text: string): Bytes {
  const bytes = encoded(text.normalize("NFC"));
  if (bytes.length > MOST_LABEL_BYTES)
    throw unsupported(`a file's name and type may have ${MOST_LABEL_BYTES} bytes each`);
  const length = bytes.length < 0x80 ? [bytes.length] : [(bytes.length & 0x7f) | 0x80, bytes.length >> 7];
  return joined(Uint8Array.from(length), bytes);
}

function encoded(text: string): Bytes {
  if (!text.isWellFormed()) throw unsupported("the text holds half a surrogate pair");
  return utf8(text);
}

function unsupported(reason: string): Problem {
  return new Problem("unsupported_payload", -1, reason, null);
}

function unpadded(body: Bytes): Bytes {
  let end = body.length;
  while (end > 0 && body[end - 1] === 0) end -= 1;
  if (body[end - 1] !== 0x80) throw damaged();
  return body.subarray(0, end - 1);
}

async function decompressed(body: Bytes): Promise<Bytes> {
  try {
    const raw = await through(new DecompressionStream("deflate-raw"), body, MOST_PAYLOAD_BYTES + 1);
    if (raw !== null) return raw;
  } catch {
    // Streams say it with a TypeError; the reason is the same.
  }
  throw damaged();
}

/** Reads what a stream makes of bytes, or null once it is as long as the limit. */
async function through(stream: GenericTransformStream, bytes: Bytes, limit: number): Promise<Bytes | null> {
  const pieces: Bytes[] = [];
  let length = 0;
  const made = new Blob([bytes]).stream().pipeThrough<Bytes>(stream);
  for (const reader = made.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) return joined(...pieces);
    length += value.length;
    if (length >= limit) {
      await reader.cancel();
      return null;
    }
    pieces.push(value);
  }
}

function takeLabel(body: Bytes): [string, Bytes] {
  let length = 0;
  let at = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = body[at];
    if (byte === undefined || shift > 14) throw damaged();
    length |= (byte & 0x7f) << shift;
    at += 1;
    if (byte < 0x80) break;
  }
  if (length > MOST_LABEL_BYTES || at + length > body.length) throw damaged();
  return [decoded(body.subarray(at, at + length)), body.subarray(at + length)];
}

function decoded(bytes: Bytes): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw damaged();
  }
}
