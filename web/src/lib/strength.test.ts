import { expect, it } from "vitest";

import { strengthOf } from "./strength.ts";

it.each([
  ["", 0],
  ["password1", 0],
  ["12345678901234567890", 0],
  ["aaaaaaaaaaaaaaaa", 0],
  ["hello there", 1],
  ["copper lantern meadow", 2],
  ["copper lantern meadow violin", 3],
  ["copper lantern meadow violin under", 4],
  ["kR7#vQ2!mZ9p", 4],
])("judges %j as %i", (text, strength) => {
  expect(strengthOf(text)).toBe(strength);
});
