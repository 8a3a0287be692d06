import { afterEach, describe, expect, it, vi } from "vitest";

import { strengthOf } from "@/lib/strength.ts";

import { drawBelow, makePassphrase } from "./passphrase.ts";
import { WORDS } from "./words.ts";

afterEach(() => vi.restoreAllMocks());

describe("the word list", () => {
  it("has enough words, none twice, all easy to type", () => {
    expect(WORDS.length).toBeGreaterThanOrEqual(1296);
    expect(new Set(WORDS).size).toBe(WORDS.length);
    expect(WORDS.every((word) => /^[a-z]{3,6}$/.test(word))).toBe(true);
  });
});

describe("a made passphrase", () => {
  it("has five words of the list and counts as strong", () => {
    const words = makePassphrase().split(" ");
    expect(words).toHaveLength(5);
    expect(words.every((word) => WORDS.includes(word))).toBe(true);
    expect(strengthOf("groggy feisty happy arrive washed")).toBeGreaterThanOrEqual(3);
  });

  it("takes the words that were drawn", () => {
    const draws = [0, 1, 2, WORDS.length - 1, 0];
    expect(makePassphrase(5, () => draws.shift() ?? 0)).toBe(
      `${WORDS[0]} ${WORDS[1]} ${WORDS[2]} ${WORDS.at(-1)} ${WORDS[0]}`,
    );
  });
});

describe("a draw", () => {
  it("throws away what would favour the first words", () => {
    const given = [2 ** 32 - 1, 2 ** 32 - 2, 12];
    vi.spyOn(crypto, "getRandomValues").mockImplementation((array) => {
      (array as Uint32Array)[0] = given.shift() ?? 0;
      return array;
    });
    // 2 ** 32 is 6 more than a multiple of 10: the last six values are drawn again.
    expect(drawBelow(10)).toBe(2);
    expect(given).toEqual([]);
  });
});
