import { describe, expect, it } from "vitest";

import { EMPTY_DRAFT, type Draft } from "./draft.ts";
import { betterWays, COMPRESSED_ONLY, isPoor, outlookOf, takeWay } from "./outlook.ts";
import { planOf } from "./plan.ts";

const draft = (change: Partial<Draft>): Draft => ({ ...EMPTY_DRAFT, kind: "picture", ...change });
const room = (width: number, height: number) => ({ usable: true, picture: { width, height } });

describe("how a hidden picture comes out", () => {
  it("is in full size where there is room for all its pixels", () => {
    expect(outlookOf(room(500, 400), { width: 400, height: 500 })).toEqual({
      kind: "whole",
      width: 400,
      height: 500,
    });
  });

  it("is smaller otherwise, in its own proportions", () => {
    expect(outlookOf(room(200, 100), { width: 400, height: 800 })).toEqual({
      kind: "smaller",
      width: 100,
      height: 200,
    });
  });

  it("is told as the most there is before a picture is chosen", () => {
    expect(outlookOf(room(292, 195), null)).toEqual({ kind: "upTo", width: 292, height: 195 });
  });

  it("is too small to be of use below 96 pixels on the long side", () => {
    const square = { width: 800, height: 800 };
    expect(outlookOf(room(96, 96), square).kind).toBe("smaller");
    expect(outlookOf(room(95, 95), square)).toEqual({ kind: "tiny", width: 95, height: 95 });
    expect(outlookOf(room(46, 46), null).kind).toBe("tiny");
  });

  it("is never too small for a picture that loses nothing", () => {
    expect(outlookOf(room(46, 46), { width: 32, height: 32 }).kind).toBe("whole");
  });

  it("is nothing where no picture fits", () => {
    const none = outlookOf({ usable: false, picture: null }, { width: 32, height: 32 });
    expect(none).toEqual({ kind: "none" });
    expect(isPoor(none)).toBe(true);
  });
});

describe("better ways for a hidden picture", () => {
  it("are a file, and apps that only compress", () => {
    expect(betterWays(draft({ destination: "chat" }))).toEqual(["file", "compressed"]);
    expect(betterWays(draft({ destination: "custom", steps: [{ kind: "resize", amount: 0.5 }] }))).toEqual([
      "file",
      "compressed",
    ]);
  });

  it("are never the way that was chosen already", () => {
    expect(betterWays(draft({ destination: "file" }))).toEqual([]);
    expect(betterWays(draft({ destination: "custom", steps: COMPRESSED_ONLY }))).toEqual(["file"]);
  });

  it("are files alone for people", () => {
    expect(betterWays(draft({ lock: "people" }))).toEqual(["file"]);
  });

  it("lead to the plan that they promise", () => {
    const chosen = draft({ mode: "robust" });
    expect(planOf({ ...chosen, ...takeWay("file") }, 0)).toMatchObject({
      mode: "image",
      channel: "lossless",
    });
    expect(planOf({ ...chosen, ...takeWay("compressed") }, 0)).toMatchObject({
      mode: "image",
      channel: "jpeg:80",
      reason: "pictureInJpeg",
    });
  });
});
