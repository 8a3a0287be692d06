/** Python reads what is written here, and here is read what Python wrote: the same vectors on both sides. */
import { describe, expect, test } from "vitest";

import browser from "../../../../tests/unit/codec/vectors/people/browser.json";
import python from "../../../../tests/unit/codec/vectors/people/python.json";
import { joined, type Bytes } from "./bytes.ts";
import { unsealWith } from "./recipients.ts";

interface Vector {
  private_keys: string[];
  public_keys: string[];
  stranger: string;
  sealed: string;
  kind: string;
  text?: string;
  name?: string;
  media_type?: string;
  content?: string;
}

const VECTORS = Object.entries({ ...prefixed("python", python), ...prefixed("browser", browser) });
const PKCS8_HEAD = fromHex("302e020100300506032b656e04220420");

function prefixed(writer: string, vectors: Record<string, Vector>): Record<string, Vector> {
  return Object.fromEntries(Object.entries(vectors).map(([name, vector]) => [`${writer} ${name}`, vector]));
}

function fromHex(text: string): Bytes {
  return Uint8Array.from(text.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

async function keysOf(privateKey: string, publicKey: string): Promise<CryptoKeyPair> {
  const pkcs8 = joined(PKCS8_HEAD, fromHex(privateKey));
  return {
    privateKey: await crypto.subtle.importKey("pkcs8", pkcs8, "X25519", false, ["deriveBits"]),
    publicKey: await crypto.subtle.importKey("raw", fromHex(publicKey), "X25519", true, []),
  };
}

describe.each(VECTORS)("the vector %s", (_, vector) => {
  test("opens for each of its people", async () => {
    for (const [i, privateKey] of vector.private_keys.entries()) {
      const keys = await keysOf(privateKey, vector.public_keys[i] ?? "");
      const opened = await unsealWith(fromHex(vector.sealed), keys);
      expect(opened.kind).toBe(vector.kind);
      if (opened.kind === "text") expect(opened.text).toBe(vector.text);
      else if (opened.kind === "file")
        expect(opened).toEqual({
          kind: "file",
          name: vector.name,
          mediaType: vector.media_type,
          content: fromHex(vector.content ?? ""),
        });
      else expect(opened.mediaType).toMatch(/^image\/(avif|webp|png)$/);
    }
  });

  test("opens for nobody else", async () => {
    const keys = await keysOf(vector.stranger, vector.public_keys[0] ?? "");
    await expect(unsealWith(fromHex(vector.sealed), keys)).rejects.toMatchObject({ code: "wrong_key" });
  });
});

test("both writers have vectors", () => {
  expect(Object.keys(python).length).toBeGreaterThanOrEqual(6);
  expect(Object.keys(browser).length).toBeGreaterThanOrEqual(5);
});
