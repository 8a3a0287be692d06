/** Safety numbers: what two people compare to know that nobody stands between them. */
import { joined, utf8, type Bytes } from "./bytes.ts";

/** Somebody as their key is known here. */
export interface Known {
  readonly username: string;
  readonly publicKey: Bytes;
}

/** The number of two people: the same for both, in 12 groups of 5 digits, and as text for a QR code. */
export interface SafetyNumber {
  readonly groups: readonly string[];
  readonly qrText: string;
}

const GROUPS_EACH = 6;
const GROUP_BYTES = 5;
const ITERATIONS = 10_000;
const PURPOSE = utf8("image-cloak/1/safety");

/**
 * Makes the number as Signal does: 30 digits for each person, the lower ones first. One number of both keys
 * together would be half as long and far weaker: who stands between picks a key for each side, and any two of
 * many that match would do.
 */
export async function safetyNumber(one: Known, other: Known): Promise<SafetyNumber> {
  const [first, second] = (await Promise.all([one, other].map(fingerprint))).sort();
  const digits = `${first ?? ""}${second ?? ""}`;
  return { groups: digits.match(/\d{5}/g) ?? [], qrText: `image-cloak:safety:1:${digits}` };
}

async function fingerprint(person: Known): Promise<string> {
  const about = joined(person.publicKey, utf8(person.username));
  const material = await crypto.subtle.importKey("raw", about, "PBKDF2", false, ["deriveBits"]);
  // Repeated, so that searching for a key with a like fingerprint takes that much longer.
  const bits = await crypto.subtle.deriveBits(
    { name: "PBKDF2", hash: "SHA-512", salt: PURPOSE, iterations: ITERATIONS },
    material,
    8 * GROUP_BYTES * GROUPS_EACH,
  );
  const bytes = new Uint8Array(bits);
  return Array.from({ length: GROUPS_EACH }, (_, i) => {
    const group = bytes.subarray(GROUP_BYTES * i, GROUP_BYTES * (i + 1));
    return String(group.reduce((number, byte) => number * 256 + byte, 0) % 100_000).padStart(5, "0");
  }).join("");
}
