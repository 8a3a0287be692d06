import { describe, expect, test } from "vitest";

import kept from "../../../../tests/unit/codec/vectors/wrapped_key.json";
import { fromBase64, toBase64 } from "./bytes.ts";
import { makeIdentity, openIdentity, rewrap } from "./identity.ts";
import { sealFor, unsealWith } from "./recipients.ts";

const PASSWORD = "Grüße, correct horse";

// Each time a password is asked for, it takes half a second on purpose.
describe("an identity", { timeout: 30_000 }, () => {
  test("opens what was sealed for it, after it was unwrapped elsewhere", async () => {
    const { identity, stored } = await makeIdentity(PASSWORD);
    expect(stored.public_key).toBe(toBase64(identity.publicKey));
    expect(fromBase64(stored.wrapped).length).toBeLessThan(128);
    const elsewhere = await openIdentity(stored, PASSWORD.normalize("NFD"));
    const room = { mode: "robust", payload_bytes: 100 } as const;
    const sealed = await sealFor({ kind: "text", text: "hello" }, [identity.publicKey], room);
    for (const { keys } of [identity, elsewhere])
      expect(await unsealWith(sealed, keys)).toEqual({ kind: "text", text: "hello" });
  });

  test("that was wrapped long ago still opens", async () => {
    const { publicKey } = await openIdentity(kept, kept.password);
    expect(toBase64(publicKey)).toBe(kept.public_key);
  });

  test("never shows its private key to a script", async () => {
    const { identity } = await makeIdentity(PASSWORD);
    expect(identity.keys.privateKey.extractable).toBe(false);
    await expect(crypto.subtle.exportKey("pkcs8", identity.keys.privateKey)).rejects.toThrow();
  });

  test("is unwrapped by its password alone, and beside its own public key alone", async () => {
    const { stored } = await makeIdentity(PASSWORD);
    const { stored: another } = await makeIdentity(PASSWORD);
    await expect(openIdentity(stored, "another password")).rejects.toMatchObject({ code: "wrong_key" });
    await expect(openIdentity({ ...stored, public_key: another.public_key }, PASSWORD)).rejects.toMatchObject(
      { code: "wrong_key" },
    );
    const later = { ...stored, wrapped: toBase64(fromBase64(stored.wrapped).fill(2, 0, 1)) };
    await expect(openIdentity(later, PASSWORD)).rejects.toMatchObject({ code: "needs_newer_version" });
  });

  test("keeps its keys under a new password", async () => {
    const { identity, stored } = await makeIdentity(PASSWORD);
    const rewrapped = await rewrap(stored, PASSWORD, "a new password");
    expect(rewrapped.public_key).toBe(stored.public_key);
    await expect(openIdentity(rewrapped, PASSWORD)).rejects.toMatchObject({ code: "wrong_key" });
    const opened = await openIdentity(rewrapped, "a new password");
    const room = { mode: "robust", payload_bytes: 100 } as const;
    const sealed = await sealFor({ kind: "text", text: "hello" }, [identity.publicKey], room);
    expect(await unsealWith(sealed, opened.keys)).toEqual({ kind: "text", text: "hello" });
  });
});
