import { describe, expect, test } from "vitest";

import { isForPeople, sealFor, unsealWith, type Room } from "./recipients.ts";
import type { Payload } from "./payload.ts";

const ROBUST: Room = { mode: "robust", payload_bytes: 847 };
const COVERT: Room = { mode: "covert", payload_bytes: 500 };
const IMAGE: Room = { mode: "image", payload_bytes: 5000 };
const TEXT: Payload = { kind: "text", text: "meet at nine 👋" };
const PICTURE: Payload = {
  kind: "picture",
  name: "",
  mediaType: "image/webp",
  content: new Uint8Array(999),
};

interface Somebody {
  keys: CryptoKeyPair;
  publicKey: Uint8Array;
}

async function people(count: number): Promise<Somebody[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const keys = (await crypto.subtle.generateKey("X25519", false, ["deriveBits"])) as CryptoKeyPair;
      return { keys, publicKey: new Uint8Array(await crypto.subtle.exportKey("raw", keys.publicKey)) };
    }),
  );
}

/** A file of so many bytes with its two empty labels, which nothing makes shorter. */
function noise(length: number): Payload {
  const content = crypto.getRandomValues(new Uint8Array(length - 2));
  return { kind: "file", name: "", mediaType: "", content };
}

describe("sealing for people", () => {
  test.each<[Payload, Room, number]>([
    [TEXT, ROBUST, 1],
    [TEXT, ROBUST, 3],
    [TEXT, COVERT, 1],
    [TEXT, COVERT, 2],
    [PICTURE, IMAGE, 1],
    [PICTURE, IMAGE, 2],
  ])("is opened by each of them and by nobody else: %j in %j for %i", async (payload, room, count) => {
    const [stranger, ...recipients] = await people(count + 1);
    const sealed = await sealFor(
      payload,
      recipients.map(({ publicKey }) => publicKey),
      room,
    );
    expect(isForPeople(sealed)).toBe(true);
    for (const { keys } of recipients) expect(await unsealWith(sealed, keys)).toEqual(payload);
    if (stranger)
      await expect(unsealWith(sealed, stranger.keys)).rejects.toMatchObject({ code: "wrong_key" });
  });

  test("has the sizes that frames have, and in covert all the room in the end", async () => {
    const [one] = await people(1);
    const sizes = async (room: Room, lengths: number[]) =>
      Promise.all(
        lengths.map(async (length) => {
          const payload = noise(length);
          return (await sealFor(payload, one ? [one.publicKey] : [], room)).length - 1;
        }),
      );
    expect(await sizes(ROBUST, [2, 7, 8, 847])).toEqual([56, 56, 64, 896]);
    expect(await sizes(COVERT, [2, 7, 8, 500])).toEqual([56, 56, 64, 549]);
  });

  test("says how much too much it is", async () => {
    const [one] = await people(1);
    await expect(sealFor(noise(501), one ? [one.publicKey] : [], COVERT)).rejects.toMatchObject({
      code: "payload_too_large",
      facts: { wanted_bytes: 501, capacity_bytes: 500 },
    });
  });

  test("notices every altered byte", async () => {
    const recipients = await people(2);
    for (const some of [recipients.slice(0, 1), recipients]) {
      const sealed = await sealFor(
        TEXT,
        some.map(({ publicKey }) => publicKey),
        ROBUST,
      );
      for (const at of [1, 2, 33, 40, sealed.length - 1]) {
        const altered = sealed.slice();
        altered[at] = (altered[at] ?? 0) ^ 1;
        const opening = Promise.all(some.map(({ keys }) => unsealWith(altered, keys)));
        await expect(opening).rejects.toMatchObject({
          code: expect.stringMatching(/^(wrong_key|damaged_payload)$/) as string,
        });
      }
    }
  });

  test("refuses what is nobody's key", async () => {
    const [one] = await people(1);
    const key = one?.publicKey ?? new Uint8Array(0);
    for (const keys of [[], [key, key], [key.slice(1)], [new Uint8Array(32)], [key, new Uint8Array(32)]])
      await expect(sealFor(TEXT, keys, ROBUST)).rejects.toMatchObject({ code: "invalid_recipient" });
  });

  test("puts nothing but pictures into pictures", async () => {
    const [one] = await people(1);
    await expect(sealFor(TEXT, one ? [one.publicKey] : [], IMAGE)).rejects.toMatchObject({
      code: "unsupported_payload",
    });
  });

  test.each([
    ["nothing", [], "needs_newer_version"],
    ["a passphrase's lock", [0x31, ...new Uint8Array(60)], "needs_newer_version"],
    ["too little for one", [0x32, 1, 2, 3], "wrong_key"],
    ["too little for several", [0x33, 2, 3], "damaged_payload"],
    ["several that are one", [0x33, 1, ...new Uint8Array(200)], "damaged_payload"],
  ])("does not open %s", async (_, bytes, code) => {
    const [one] = await people(1);
    if (one) await expect(unsealWith(Uint8Array.from(bytes), one.keys)).rejects.toMatchObject({ code });
    expect(isForPeople(Uint8Array.from(bytes))).toBe(code !== "needs_newer_version");
  });
});
