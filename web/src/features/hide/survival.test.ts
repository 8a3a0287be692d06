import { describe, expect, it } from "vitest";

import { chanceOf, weakestOf, type Survival } from "./survival.ts";

const one = (exact: number, tried: number, low: number, journey = "jpeg:50"): Survival => ({
  journey,
  exact,
  tried,
  low,
  high: 1,
});

describe("the chance of survival", () => {
  it("is what the hardest journey leaves", () => {
    const hardest = one(40, 51, 0.65, "webp:50");
    expect(weakestOf([one(51, 51, 0.93), hardest, one(2, 2, 0.34)])).toBe(hardest);
  });

  it("takes, among journeys that were always survived, the one that was tried least", () => {
    const least = one(2, 2, 0.34);
    expect(weakestOf([one(51, 51, 0.93), least])).toBe(least);
    expect(weakestOf([])).toBeNull();
  });

  it("is called sure only by its lower bound", () => {
    expect(chanceOf(one(51, 51, 0.93))).toBe("sure");
    expect(chanceOf(one(18, 18, 0.82))).toBe("likely");
    expect(chanceOf(one(2, 2, 0.34))).toBe("few");
  });

  it("is called risky where messages were lost, and unmeasured where none was tried", () => {
    expect(chanceOf(one(40, 51, 0.65))).toBe("risky");
    expect(chanceOf(one(0, 0, 0))).toBe("untested");
    expect(chanceOf(null)).toBe("untested");
  });
});
