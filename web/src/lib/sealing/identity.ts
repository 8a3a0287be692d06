/**
 * A person's key pair. The private key leaves the browser only wrapped under the account's password, and comes
 * back as a key that no script can read. Who breaks into the database still has to guess the password; a server
 * that was changed to record passwords is not kept out by this.
 */
import { Problem } from "../api/problem.ts";
import { fromBase64, joined, toBase64, utf8, type Bytes } from "./bytes.ts";

/** What is stored with the account: both in base64, as the route /api/auth/me/key takes and gives them. */
export interface StoredKey {
  readonly public_key: string;
  readonly wrapped: string;
}

/** Somebody who can open what was sealed for them, for as long as the page lives. */
export interface Identity {
  readonly publicKey: Bytes;
  readonly keys: CryptoKeyPair;
}

const VERSION = 1;
const SALT_BYTES = 16;
const IV_BYTES = 12;
/** OWASP's figure for PBKDF2-HMAC-SHA256; Argon2id would need WebAssembly, which the page's policy forbids. */
const ITERATIONS = 600_000;
const PURPOSE = utf8("image-cloak/1/identity");
const X25519 = { name: "X25519" } as const;
const PRIVATE_USAGES: readonly KeyUsage[] = ["deriveBits"];

/** Makes a new key pair and wraps it; throws the Problem `keys_unsupported` in browsers without X25519. */
export async function makeIdentity(password: string): Promise<{ identity: Identity; stored: StoredKey }> {
  const made = await generated();
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", made.publicKey));
  const stored = await storedFrom(publicKey, made.privateKey, password);
  return { identity: await openIdentity(stored, password), stored };
}

/** Unwraps the private key; throws the Problems `wrong_key`, `needs_newer_version`, `keys_unsupported`. */
export async function openIdentity(stored: StoredKey, password: string): Promise<Identity> {
  const publicKey = fromBase64(stored.public_key);
  const privateKey = await unwrapped(stored, password, false);
  return { publicKey, keys: { publicKey: await imported(publicKey), privateKey } };
}

/** Wraps the same key under a new password; throws as `openIdentity` does. */
export async function rewrap(stored: StoredKey, password: string, newPassword: string): Promise<StoredKey> {
  const privateKey = await unwrapped(stored, password, true);
  return storedFrom(fromBase64(stored.public_key), privateKey, newPassword);
}

async function generated(): Promise<CryptoKeyPair> {
  try {
    return (await crypto.subtle.generateKey(X25519, true, PRIVATE_USAGES)) as CryptoKeyPair;
  } catch (error) {
    throw unsupported(error);
  }
}

async function imported(publicKey: Bytes): Promise<CryptoKey> {
  try {
    return await crypto.subtle.importKey("raw", publicKey, X25519, true, []);
  } catch (error) {
    throw unsupported(error);
  }
}

async function storedFrom(publicKey: Bytes, privateKey: CryptoKey, password: string): Promise<StoredKey> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const key = await wrappingKey(password, salt);
  const closed = await crypto.subtle.wrapKey("pkcs8", privateKey, key, gcm(iv, publicKey));
  const wrapped = joined(Uint8Array.of(VERSION), salt, iv, new Uint8Array(closed));
  return { public_key: toBase64(publicKey), wrapped: toBase64(wrapped) };
}

async function unwrapped(stored: StoredKey, password: string, extractable: boolean): Promise<CryptoKey> {
  const wrapped = fromBase64(stored.wrapped);
  if (wrapped[0] !== VERSION)
    throw new Problem("needs_newer_version", -1, "this key was wrapped by a newer version", null);
  const salt = wrapped.subarray(1, 1 + SALT_BYTES);
  const iv = wrapped.subarray(1 + SALT_BYTES, 1 + SALT_BYTES + IV_BYTES);
  const closed = wrapped.subarray(1 + SALT_BYTES + IV_BYTES);
  const key = await wrappingKey(password, salt);
  const algorithm = gcm(iv, fromBase64(stored.public_key));
  try {
    return await crypto.subtle.unwrapKey(
      "pkcs8",
      closed,
      key,
      algorithm,
      X25519,
      extractable,
      PRIVATE_USAGES,
    );
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotSupportedError") throw unsupported(error);
    throw new Problem("wrong_key", -1, "the password does not open this key", null);
  }
}

async function wrappingKey(password: string, salt: Bytes): Promise<CryptoKey> {
  const words = utf8(password.normalize("NFC"));
  const material = await crypto.subtle.importKey("raw", words, "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: ITERATIONS },
    material,
    { name: "AES-GCM", length: 256 },
    false,
    ["wrapKey", "unwrapKey"],
  );
}

/** The public key is bound to the private one: nobody can put another beside it. */
function gcm(iv: Bytes, publicKey: Bytes): AesGcmParams {
  return { name: "AES-GCM", iv, additionalData: joined(PURPOSE, publicKey) };
}

function unsupported(error: unknown): Problem {
  return new Problem("keys_unsupported", -1, String(error), null);
}
