import i18next from "i18next";
import { describe, expect, it } from "vitest";

import "./messages.ts";

import {
  channelOf,
  isPossible,
  jpegQualityOf,
  MOST_STEPS,
  RANGES,
  STEP_KINDS,
  stepsOf,
  usualStep,
} from "./journey.ts";
import { journeyInWords } from "./journeyWords.ts";

describe("an own journey", () => {
  it("is written as the server takes it, in the order of its steps", () => {
    expect(
      channelOf([
        { kind: "resize", amount: 0.5 },
        { kind: "jpeg", amount: 50 },
      ]),
    ).toBe("resize:0.5,jpeg:50");
  });

  it("is as coarse as its coarsest JPEG, where nothing but JPEG happens", () => {
    expect(jpegQualityOf("jpeg:90,jpeg:75")).toBe(75);
    expect(jpegQualityOf("jpeg:90,fit:1600")).toBeNull();
    expect(jpegQualityOf("chat")).toBeNull();
  });

  it("is none without steps, with too many, or with an impossible one", () => {
    expect(channelOf([])).toBeNull();
    expect(channelOf(Array.from({ length: MOST_STEPS }, () => usualStep("jpeg")))).not.toBeNull();
    expect(channelOf(Array.from({ length: MOST_STEPS + 1 }, () => usualStep("jpeg")))).toBeNull();
    expect(channelOf([{ kind: "jpeg", amount: 5 }])).toBeNull();
    expect(channelOf([{ kind: "jpeg", amount: NaN }])).toBeNull();
  });

  it("begins with steps that are possible, and takes the ends of their ranges", () => {
    for (const kind of STEP_KINDS) {
      expect(isPossible(usualStep(kind))).toBe(true);
      expect(isPossible({ kind, amount: RANGES[kind].least })).toBe(true);
      expect(isPossible({ kind, amount: RANGES[kind].most })).toBe(true);
      expect(isPossible({ kind, amount: RANGES[kind].most + 1 })).toBe(false);
    }
  });

  it("is read back from what the server names", () => {
    expect(stepsOf("fit:1600,jpeg:75")).toEqual([
      { kind: "fit", amount: 1600 },
      { kind: "jpeg", amount: 75 },
    ]);
    expect(stepsOf("shred:1")).toEqual([]);
  });

  it("is told in words", () => {
    const t = i18next.getFixedT("en", "hide");
    expect(journeyInWords(t, "fit:1600,jpeg:75,crop:0.05")).toBe("at most 1,600 px, JPEG 75, cropped by 5%");
    expect(journeyInWords(t, "resize:0.75")).toBe("scaled by 0.75");
    expect(journeyInWords(t, "shred:1")).toBe("shred:1");
  });
});
