import { previewOf } from "@/lib/images/pictures.ts";
import { readPublicKey } from "@/lib/people/keys.ts";
import type { Payload } from "@/lib/sealing/payload.ts";

import type { Capacity } from "./capacity.ts";
import { payloadFile, type Draft } from "./draft.ts";

const SEALABLE = ["image/png", "image/jpeg", "image/webp", "image/avif"];
// A hidden picture is written smaller and smaller until it fits.
const SIDES = [2048, 1600, 1280, 1024, 800, 640, 480, 360, 256, 128];
const FRAME_BYTES = 32;

/** Locks a draft's message for these people, here, so that the server never sees it: base64 for the request. */
export async function sealedFor(draft: Draft, usernames: readonly string[], room: Capacity): Promise<string> {
  const [{ sealFor }, { fromBase64, toBase64 }] = await Promise.all([
    import("@/lib/sealing/recipients.ts"),
    import("@/lib/sealing/bytes.ts"),
  ]);
  // Asked for anew: somebody may have replaced a key since the page showed it.
  const keys = await Promise.all(usernames.map((username) => readPublicKey(username)));
  const sealed = await sealFor(
    await payloadOf(draft, room),
    keys.map((key) => fromBase64(key.public_key)),
    room,
  );
  return toBase64(sealed);
}

async function payloadOf(draft: Draft, room: Capacity): Promise<Payload> {
  const file = payloadFile(draft);
  if (!file) return { kind: "text", text: draft.text };
  if (room.mode !== "image") {
    return {
      kind: draft.kind === "picture" ? "picture" : "file",
      name: file.name,
      mediaType: file.type,
      content: await bytesOf(file),
    };
  }
  const fitting = await fittingPicture(file, room.payload_bytes - FRAME_BYTES);
  return { kind: "picture", name: "", mediaType: fitting.type, content: await bytesOf(fitting) };
}

/** The picture itself where its file is small enough, else the largest rendering that is. */
async function fittingPicture(picture: File, mostBytes: number): Promise<Blob> {
  if (picture.size <= mostBytes && SEALABLE.includes(picture.type)) return picture;
  let smallest: Blob = picture;
  for (const side of SIDES) {
    smallest = (await previewOf(picture, side)).preview;
    if (smallest.size <= mostBytes) return smallest;
  }
  return smallest;
}

async function bytesOf(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await blob.arrayBuffer());
}
