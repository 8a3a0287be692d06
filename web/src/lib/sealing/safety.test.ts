import { describe, expect, test } from "vitest";

import { safetyNumber, type Known } from "./safety.ts";

const ada: Known = { username: "ada", publicKey: new Uint8Array(32).fill(1) };
const ben: Known = { username: "ben", publicKey: new Uint8Array(32).fill(2) };

describe("a safety number", () => {
  test("is the same for both, as people and as cameras read it", async () => {
    const here = await safetyNumber(ada, ben);
    expect(here).toEqual(await safetyNumber(ben, ada));
    expect(here.groups).toHaveLength(12);
    expect(here.groups.every((group) => /^\d{5}$/.test(group))).toBe(true);
    expect(here.qrText).toBe(`image-cloak:safety:1:${here.groups.join("")}`);
  });

  test("never changes while the keys stay", async () => {
    // hashlib.pbkdf2_hmac("sha512", bytes([1]) * 32 + b"ada", b"image-cloak/1/safety", 10_000, 30), and Ben's
    expect((await safetyNumber(ada, ben)).groups.join(" ")).toBe(
      "25477 86637 44748 76233 89206 00305 59395 36143 40942 66316 25932 69076",
    );
  });

  test.each<[string, Known, Known]>([
    ["a key", ada, { ...ben, publicKey: new Uint8Array(32).fill(3) }],
    ["a name", ada, { ...ben, username: "bem" }],
  ])("changes with %s", async (_, one, other) => {
    expect(await safetyNumber(one, other)).not.toEqual(await safetyNumber(ada, ben));
  });
});
