import { describe, expect, it } from "vitest";

import { charactersOf, fileBytes, readMeter, utf8Bytes } from "./meter.ts";

describe("what a message takes", () => {
  it("is counted in UTF-8, as the server counts it", () => {
    expect(utf8Bytes("meet at nine")).toBe(12);
    expect(utf8Bytes("Grüße")).toBe(7);
    expect(utf8Bytes("مرحبا")).toBe(10);
    expect(utf8Bytes("👋")).toBe(4);
  });

  it("counts characters, not halves of them", () => {
    expect(charactersOf("👋 Grüße")).toBe(7);
  });

  it("is, for a file, its bytes with its name and its type", () => {
    expect(fileBytes({ name: "ü.txt", type: "text/plain", size: 100 })).toBe(100 + 6 + 10 + 4);
  });
});

describe("the meter", () => {
  it("knows nothing before the cover's room is known", () => {
    expect(readMeter(10, undefined, undefined).fit).toBe("unknown");
  });

  it("says that a message fits up to the last byte", () => {
    expect(readMeter(100, undefined, 100).fit).toBe("fits");
    expect(readMeter(101, undefined, 100).fit).not.toBe("fits");
  });

  it("says that a longer one fits once it is packed", () => {
    expect(readMeter(300, 90, 100)).toEqual({ fit: "packs", used: 300, packed: 90, room: 100 });
  });

  it("leaves to the server what only a better packing may save", () => {
    expect(readMeter(300, 130, 100).fit).toBe("perhaps");
    expect(readMeter(300, 150, 100).fit).toBe("over");
  });

  it("never lets packing make a message larger", () => {
    expect(readMeter(10, 15, 12)).toEqual({ fit: "fits", used: 10, packed: 10, room: 12 });
  });

  it("says that nothing fits where there is no room", () => {
    expect(readMeter(1, undefined, 0).fit).toBe("over");
  });
});
