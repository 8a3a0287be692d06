const encoder = new TextEncoder();
// What brotli, which the server packs with, may take off what deflate needs: more on short texts.
const LUCK = 0.7;
// A description, and the lengths of name and type.
const FILE_FRAME_BYTES = 4;

/** How well a message fits: not known yet, as it is, once packed, perhaps, or not. */
export type Fit = "unknown" | "fits" | "packs" | "perhaps" | "over";

export interface MeterReading {
  fit: Fit;
  /** What the message takes as it is, in bytes. */
  used: number;
  /** What it takes at most once packed. */
  packed: number;
  room: number | undefined;
}

/** The bytes of a text in UTF-8, as the server counts it. */
export function utf8Bytes(text: string): number {
  return encoder.encode(text).length;
}

/** The characters of a text as people count them, more or less: no half pairs. */
export function charactersOf(text: string): number {
  return Array.from(text).length;
}

/** The bytes of a file with its name and its type, which travel along. */
export function fileBytes(file: { name: string; type: string; size: number }): number {
  return file.size + utf8Bytes(file.name) + utf8Bytes(file.type) + FILE_FRAME_BYTES;
}

/** Whether so much fits; `packed` is what a simple compression makes of it, the server's being a little better. */
export function readMeter(used: number, packed: number | undefined, room: number | undefined): MeterReading {
  const need = Math.min(used, packed ?? used);
  return { fit: fitOf(used, need, room), used, packed: need, room };
}

function fitOf(used: number, need: number, room: number | undefined): Fit {
  if (room === undefined) return "unknown";
  if (used <= room) return "fits";
  if (need <= room) return "packs";
  return need * LUCK <= room ? "perhaps" : "over";
}

/** What deflate makes of these bytes. */
export async function packedBytes(content: Blob): Promise<number> {
  const reader = content.stream().pipeThrough(new CompressionStream("deflate-raw")).getReader();
  let sum = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return sum;
    sum += value.byteLength;
  }
}
