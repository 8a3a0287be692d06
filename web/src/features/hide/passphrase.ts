import { WORDS } from "./words.ts";

export const USUAL_WORDS = 5;

/** A passphrase of words drawn evenly at random by the browser's generator for keys: 57 bits for five. */
export function makePassphrase(words = USUAL_WORDS, randomBelow = drawBelow): string {
  return Array.from({ length: words }, () => WORDS[randomBelow(WORDS.length)]).join(" ");
}

/** A number from 0 to `limit` - 1, each equally probable: draws that would favour some are thrown away. */
export function drawBelow(limit: number): number {
  const even = Math.floor(2 ** 32 / limit) * limit;
  const draw = new Uint32Array(1);
  do crypto.getRandomValues(draw);
  while ((draw[0] ?? 0) >= even);
  return (draw[0] ?? 0) % limit;
}
