import { distinctNames } from "./names.ts";

/** A file that is fetched when its turn comes. */
export interface Packed {
  fetch: () => Promise<{ content: Blob; name: string }>;
}

// Small pieces are joined into a Blob now and then: the browser may keep that on disk, and not in memory.
const JOINED_BYTES = 16e6;

/**
 * All files in one ZIP, uncompressed: pictures would not get smaller. They are fetched one after the other; `onPacked`
 * is told how many are in. Throws what `fetch` throws.
 */
export async function zipped(files: readonly Packed[], onPacked: (count: number) => void): Promise<Blob> {
  const { Zip, ZipPassThrough } = await import("fflate");
  const joined: Blob[] = [];
  let pieces: BlobPart[] = [];
  let bytes = 0;
  const join = () => {
    joined.push(new Blob(pieces));
    pieces = [];
    bytes = 0;
  };
  const zip = new Zip((error, piece) => {
    if (error) throw error;
    pieces.push(piece);
    bytes += piece.length;
    if (bytes >= JOINED_BYTES) join();
  });
  const names: string[] = [];
  for (const [i, file] of files.entries()) {
    const { content, name } = await file.fetch();
    names.push(name);
    const entry = new ZipPassThrough(distinctNames(names).at(-1) ?? name);
    zip.add(entry);
    for (const reader = content.stream().getReader(); ;) {
      const { done, value } = await reader.read();
      if (done) break;
      entry.push(value);
    }
    entry.push(new Uint8Array(), true);
    onPacked(i + 1);
  }
  zip.end();
  join();
  return new Blob(joined, { type: "application/zip" });
}
