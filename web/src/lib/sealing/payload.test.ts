import { describe, expect, test } from "vitest";

import { joined, utf8, type Bytes } from "./bytes.ts";
import { pack, pad, unpack, type Payload } from "./payload.ts";

const content = Uint8Array.from({ length: 300 }, (_, i) => i % 256);

describe("payload bytes", () => {
  const payloads: Payload[] = [
    { kind: "text", text: "Grüße 👋" },
    { kind: "text", text: "" },
    { kind: "text", text: "\ufeffwith a mark" },
    { kind: "file", name: "é.bin", mediaType: "application/x-a", content },
    { kind: "file", name: "n".repeat(255), mediaType: "", content: new Uint8Array(0) },
    { kind: "picture", name: "", mediaType: "image/avif", content },
  ];
  test.each(payloads)("are read as they were written: %j", async (payload) => {
    const packed = await pack(payload);
    for (const size of [packed.length, packed.length + 1, packed.length + 40])
      expect(await unpack(pad(packed, size))).toEqual(payload);
  });

  test("keep content that ends like padding", async () => {
    const payload: Payload = { kind: "file", name: "", mediaType: "", content: Uint8Array.of(1, 0x80, 0, 0) };
    expect(await unpack(pad(await pack(payload), 64))).toEqual(payload);
  });

  test("write a name as one, however its accents are typed", async () => {
    const named = (name: string): Payload => ({ kind: "file", name, mediaType: "", content });
    expect(await pack(named("e\u0301"))).toEqual(await pack(named("\u00e9")));
  });

  test("become short where they repeat, and never longer by more than a byte", async () => {
    expect((await pack({ kind: "text", text: "and so on, ".repeat(90) })).length).toBeLessThan(40);
    expect((await pack({ kind: "text", text: "@!x" })).length).toBe(4);
    expect((await pack({ kind: "text", text: "" })).length).toBe(1);
  });

  test.each<[string, Payload]>([
    ["half a surrogate pair", { kind: "text", text: "\ud83d" }],
    ["a long name", { kind: "file", name: "é".repeat(128), mediaType: "", content }],
  ])("refuse %s", async (_, payload) => {
    await expect(pack(payload)).rejects.toMatchObject({ code: "unsupported_payload" });
  });

  test.each<[string, Bytes, string]>([
    ["nothing", new Uint8Array(0), "damaged_payload"],
    ["a kind of later", Uint8Array.of(0b0011), "needs_newer_version"],
    ["a flag of later", Uint8Array.of(0b1_0000), "needs_newer_version"],
    ["padding without an end", Uint8Array.of(0b1000, 0, 0), "damaged_payload"],
    ["text that is no UTF-8", Uint8Array.of(0, 0xff), "damaged_payload"],
    ["a name that is cut off", joined(Uint8Array.of(1, 9), utf8("short")), "damaged_payload"],
    ["a length without an end", Uint8Array.of(1, 0xff, 0xff, 0xff, 0xff), "damaged_payload"],
    ["what is not compressed", joined(Uint8Array.of(0b100), content), "damaged_payload"],
  ])("that hold %s are not read", async (_, bytes, code) => {
    await expect(unpack(bytes)).rejects.toMatchObject({ code });
  });

  test("do not unpack to more than anybody may seal", async () => {
    const most = 16 << 20;
    const bomb = await pack({ kind: "file", name: "", mediaType: "", content: new Uint8Array(2 * most) });
    expect(bomb.length).toBeLessThan(most / 100);
    await expect(unpack(bomb)).rejects.toMatchObject({ code: "damaged_payload" });
  });
});
