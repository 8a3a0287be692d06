import { describe, expect, it } from "vitest";

import { EMPTY_DRAFT, lacksOf, type Draft } from "./draft.ts";
import { fieldsOf } from "./embedding.ts";
import { planOf, possibleModes } from "./plan.ts";

const draft = (change: Partial<Draft>): Draft => ({ ...EMPTY_DRAFT, ...change });

describe("the way of hiding", () => {
  it("is built to last where the picture is compressed on its way", () => {
    for (const destination of ["chat", "social"] as const) {
      const plan = planOf(draft({ destination }), 50);
      expect(plan).toEqual({ mode: "robust", channel: destination, rate: null, reason: "tough" });
    }
  });

  it("is hard to notice in a file", () => {
    expect(planOf(draft({ destination: "file" }), 50, [1000])).toEqual({
      mode: "covert",
      channel: "lossless",
      rate: null,
      reason: "quiet",
    });
  });

  it("fills the picture no more than a message needs", () => {
    const file = draft({ destination: "file" });
    expect(planOf(file, 1500, [1000, 4000])).toMatchObject({ rate: 0.2, reason: "fuller" });
    expect(planOf(file, 5000, [1000, 4000])).toMatchObject({ rate: 1.58, reason: "full" });
    expect(planOf(file, 1500, [1000])).toMatchObject({ rate: 0.2 });
    expect(planOf(file, 1500)).toMatchObject({ rate: null, reason: "quiet" });
  });

  it("hides pictures as pictures, sharpest in a file", () => {
    const picture = draft({ kind: "picture" });
    expect(planOf(picture, 0)).toMatchObject({ mode: "image", channel: "chat", reason: "pictureInPicture" });
    expect(planOf({ ...picture, destination: "file" }, 0)).toMatchObject({
      mode: "image",
      channel: "lossless",
      reason: "pictureInFile",
    });
  });

  it("puts pictures into JPEG's own values where nothing but JPEG happens to them", () => {
    const picture = draft({ kind: "picture", destination: "custom" });
    const twice = [
      { kind: "jpeg", amount: 90 },
      { kind: "jpeg", amount: 75 },
    ] as const;
    expect(planOf({ ...picture, steps: twice }, 0)).toMatchObject({ mode: "image", reason: "pictureInJpeg" });
    const shrunk = [...twice, { kind: "fit", amount: 1600 }] as const;
    expect(planOf({ ...picture, steps: shrunk }, 0)).toMatchObject({ reason: "pictureInPicture" });
  });

  it("has no picture in a picture for people where the file is compressed", () => {
    expect(possibleModes(draft({ kind: "picture", lock: "people" }))).toEqual(["robust"]);
    expect(planOf(draft({ kind: "picture", lock: "people" }), 9)).toMatchObject({ mode: "robust" });
  });

  it("is the one that somebody chose, as long as it is possible there", () => {
    const chosen = draft({ destination: "file", mode: "robust" });
    expect(planOf(chosen, 50)).toMatchObject({ mode: "robust", channel: "lossless", reason: "chosen" });
    expect(planOf({ ...chosen, destination: "chat", mode: "covert" }, 50)).toMatchObject({ mode: "robust" });
  });

  it("has no channel while the steps of an own journey are not complete", () => {
    expect(planOf(draft({ destination: "custom", steps: [] }), 50).channel).toBeNull();
    const steps = [{ kind: "jpeg", amount: 60 }] as const;
    expect(planOf(draft({ destination: "custom", steps }), 50).channel).toBe("jpeg:60");
  });
});

describe("what a draft lacks", () => {
  const cover = new File(["x"], "a.png");

  it("is told in the order of the steps", () => {
    expect(lacksOf(draft({}), "chat", false)).toEqual(["cover", "message", "passphrase"]);
    expect(lacksOf(draft({ cover, lock: "people" }), null, false)).toEqual([
      "upload",
      "message",
      "journey",
      "people",
    ]);
  });

  it("is nothing once all is there", () => {
    expect(lacksOf(draft({ cover, text: "hi", passphrase: "under the stone" }), "chat", true)).toEqual([]);
    expect(lacksOf(draft({ cover, text: "hi", lock: "nobody" }), "chat", true)).toEqual([]);
  });

  it("counts the characters of a passphrase as the server does", () => {
    const short = draft({ cover, text: "hi", passphrase: "👋👋👋👋" });
    expect(lacksOf(short, "chat", true)).toEqual(["passphrase"]);
  });
});

describe("the request", () => {
  it("sends no passphrase that was typed before another lock was chosen", () => {
    const typed = draft({ passphrase: "under the stone", lock: "nobody" });
    expect(fieldsOf(typed, planOf(typed, 1), "u-1")).toEqual({
      cover: "u-1",
      mode: "robust",
      channel: "chat",
      output: "auto",
    });
  });

  it("asks for JPEG only where the message survives it", () => {
    const jpeg = draft({ output: "jpeg", destination: "file", passphrase: "under the stone" });
    expect(fieldsOf(jpeg, planOf(jpeg, 1), "u-1")).toMatchObject({ mode: "covert", output: "auto" });
    const chat = draft({ output: "jpeg" });
    expect(fieldsOf(chat, planOf(chat, 1), "u-1")).toMatchObject({ output: "jpeg" });
  });

  it("asks for JPEG with a hidden picture, too, but not in a file that stays as it is", () => {
    const picture = draft({ output: "jpeg", kind: "picture" });
    expect(fieldsOf(picture, planOf(picture, 0), "u-1")).toMatchObject({ mode: "image", output: "jpeg" });
    const file = draft({ output: "jpeg", kind: "picture", destination: "file" });
    expect(fieldsOf(file, planOf(file, 0), "u-1")).toMatchObject({ mode: "image", output: "auto" });
  });
});
