/** Sealing for people, section 1.3 of docs/format.md: closed and opened here, never on the server. */
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256, HpkeError } from "@hpke/core";

import { Problem } from "../api/problem.ts";
import { joined, utf8, type Bytes } from "./bytes.ts";
import { damaged, MOST_PAYLOAD_BYTES, newerVersion, pack, pad, unpack, type Payload } from "./payload.ts";

/** What a cover has room for, as the API's Capacity says when it was asked for as many `recipients`. */
export interface Room {
  readonly mode: "robust" | "covert" | "image";
  readonly payload_bytes: number;
}

const ONE = 2;
const SEVERAL = 3;
const CODED = 10;
const VERSIONS: ReadonlyMap<number, readonly number[]> = new Map([
  [ONE, [2, 3]],
  [SEVERAL, [2, 3]],
  [ONE + CODED, [2]],
  [SEVERAL + CODED, [2]],
]);
const ROBUST_VERSION = 3;
const INLAY_VERSION = 2;

export const PUBLIC_KEY_BYTES = 32;
const TAG_BYTES = 16;
const CONTENT_KEY_BYTES = 32;
const WRAP_BYTES = PUBLIC_KEY_BYTES + CONTENT_KEY_BYTES + TAG_BYTES;
const MOST_RECIPIENTS = 255;
const FOR_ONE = utf8("image-cloak/1/recipient");
const FOR_EACH = utf8("image-cloak/1/content-key");
// Each content key closes one message, so the nonce may be fixed.
const NONCE = new Uint8Array(12);

const kem = new DhkemX25519HkdfSha256();
const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes256Gcm() });

/** Tells whether sealed bytes are for people, so that no passphrase will open them. */
export function isForPeople(sealed: Uint8Array): boolean {
  const first = sealed[0] ?? 0;
  return VERSIONS.get(first & 0x0f)?.includes(first >> 4) ?? false;
}

/**
 * Seals a payload that only these people open, each by a public key of 32 bytes. A picture for the mode `image`
 * is given as AVIF, WebP, JPEG or PNG, small enough. Throws the Problems `payload_too_large` (with `wanted_bytes`
 * and `capacity_bytes`), `unsupported_payload` and `invalid_recipient`.
 */
export async function sealFor(
  payload: Payload,
  publicKeys: readonly Uint8Array[],
  room: Room,
): Promise<Bytes> {
  const people = await peopleOf(publicKeys);
  const [alone] = people;
  if (room.mode === "image" && payload.kind !== "picture")
    throw new Problem("unsupported_payload", -1, "image mode hides a picture", null);
  const lock = (people.length === 1 ? ONE : SEVERAL) + (room.mode === "image" ? CODED : 0);
  const version = room.mode === "robust" ? ROBUST_VERSION : INLAY_VERSION;
  const first = Uint8Array.of((version << 4) | lock);
  const plain = await padded(payload, room, people.length);
  if (people.length === 1 && alone !== undefined)
    return joined(first, await closed(plain, alone, joined(FOR_ONE, first)));

  const contentKey = crypto.getRandomValues(new Uint8Array(CONTENT_KEY_BYTES));
  const wraps = await Promise.all(
    shuffled(people).map((person) => closed(contentKey, person, joined(FOR_EACH, first))),
  );
  const before = joined(first, Uint8Array.of(people.length), ...wraps);
  const key = await crypto.subtle.importKey("raw", contentKey, "AES-GCM", false, ["encrypt"]);
  const content = await crypto.subtle.encrypt(gcm(before), key, plain);
  return joined(before, new Uint8Array(content));
}

/**
 * Opens what was sealed for the owner of these keys; the private one need not be extractable. Throws the
 * Problems `wrong_key`, `damaged_payload` and `needs_newer_version`.
 */
export async function unsealWith(sealed: Bytes, keys: CryptoKeyPair): Promise<Payload> {
  if (!isForPeople(sealed)) throw newerVersion();
  const first = sealed.subarray(0, 1);
  const lock = (first[0] ?? 0) & 0x0f;
  if (lock === ONE || lock === ONE + CODED) {
    const plain = await opened(sealed.subarray(1), keys, joined(FOR_ONE, first));
    if (plain === null) throw wrongKey();
    return unpack(plain);
  }
  const count = sealed[1] ?? 0;
  const begins = 2 + WRAP_BYTES * count;
  if (count < 2 || sealed.length <= begins + TAG_BYTES) throw damaged();
  for (let at = 2; at < begins; at += WRAP_BYTES) {
    const contentKey = await opened(sealed.subarray(at, at + WRAP_BYTES), keys, joined(FOR_EACH, first));
    if (contentKey !== null)
      return unpack(await decrypted(contentKey, sealed.subarray(0, begins), sealed.subarray(begins)));
  }
  throw wrongKey();
}

async function peopleOf(publicKeys: readonly Uint8Array[]): Promise<CryptoKey[]> {
  if (publicKeys.length < 1 || publicKeys.length > MOST_RECIPIENTS)
    throw invalidRecipient(`a message is for 1 to ${MOST_RECIPIENTS} people`);
  if (new Set(publicKeys.map(String)).size < publicKeys.length)
    throw invalidRecipient("the same key was given twice");
  if (publicKeys.some((key) => key.length !== PUBLIC_KEY_BYTES))
    throw invalidRecipient(`a public key has ${PUBLIC_KEY_BYTES} bytes`);
  return Promise.all(publicKeys.map((key) => kem.deserializePublicKey(key)));
}

async function padded(payload: Payload, room: Room, recipients: number): Promise<Bytes> {
  const packed = await pack(payload);
  const most = room.payload_bytes + 1; // the description is not counted there
  if (packed.length > Math.min(most, MOST_PAYLOAD_BYTES))
    throw new Problem("payload_too_large", -1, "the payload does not fit this cover", null, {
      wanted_bytes: packed.length - 1,
      capacity_bytes: room.payload_bytes,
    });
  if (room.mode === "image") return packed;
  const overhead = recipients === 1 ? PUBLIC_KEY_BYTES + TAG_BYTES : 1 + WRAP_BYTES * recipients + TAG_BYTES;
  const size = bodySizes().find((body) => body - overhead >= packed.length) ?? Infinity;
  return pad(packed, Math.min(size - overhead, most));
}

/** The usual sizes of bodies, smallest first; those of `robust` are the first of them. */
function bodySizes(): number[] {
  return Array.from({ length: 15 }, (_, i) => [6, 7, 8, 10].map((quarters) => quarters << (i + 2))).flat();
}

async function closed(plain: Bytes, person: CryptoKey, info: Bytes): Promise<Bytes> {
  try {
    const { enc, ct } = await suite.seal({ recipientPublicKey: person, info }, plain);
    return joined(new Uint8Array(enc), new Uint8Array(ct));
  } catch (error) {
    // RFC 7748, 6.1: a point of small order
    if (error instanceof HpkeError) throw invalidRecipient("this is nobody's public key");
    throw error;
  }
}

async function opened(box: Bytes, keys: CryptoKeyPair, info: Bytes): Promise<Bytes | null> {
  if (box.length <= PUBLIC_KEY_BYTES + TAG_BYTES) return null;
  const enc = box.subarray(0, PUBLIC_KEY_BYTES);
  try {
    const params = { recipientKey: keys, enc, info };
    return new Uint8Array(await suite.open(params, box.subarray(PUBLIC_KEY_BYTES)));
  } catch (error) {
    if (error instanceof HpkeError) return null;
    throw error;
  }
}

async function decrypted(contentKey: Bytes, before: Bytes, closedContent: Bytes): Promise<Bytes> {
  const key = await crypto.subtle.importKey("raw", contentKey, "AES-GCM", false, ["decrypt"]);
  try {
    return new Uint8Array(await crypto.subtle.decrypt(gcm(before), key, closedContent));
  } catch {
    throw damaged();
  }
}

function gcm(additionalData: Bytes): AesGcmParams {
  return { name: "AES-GCM", iv: NONCE, additionalData };
}

/** Places would tell who is who. */
function shuffled<T>(people: readonly T[]): T[] {
  const keyed = people.map((person) => ({ person, key: crypto.getRandomValues(new Uint32Array(1))[0] ?? 0 }));
  return keyed.sort((one, other) => one.key - other.key).map(({ person }) => person);
}

function wrongKey(): Problem {
  return new Problem("wrong_key", -1, "this key does not open this message", null);
}

function invalidRecipient(reason: string): Problem {
  return new Problem("invalid_recipient", -1, reason, null);
}
