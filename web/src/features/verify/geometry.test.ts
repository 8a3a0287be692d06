import { describe, expect, it } from "vitest";

import { alteredShare, mainPlace, outlineOf, patchesOf } from "./geometry.ts";
import type { AlterationMap } from "./verification.ts";

/** A map over 80 x 40 pixels in cells of 10 x 10. */
function mapOf(...cells: AlterationMap["cells"]): AlterationMap {
  return { columns: 8, rows: 4, width: 80, height: 40, cells };
}

describe("the share that was altered", () => {
  it("is that of the cells in all cells", () => {
    expect(alteredShare(mapOf([0, 0, 1], [1, 0, 0.2]))).toBe(2 / 32);
  });
});

describe("patches", () => {
  it("lie where their cells lie, in pixels of the picture", () => {
    expect(patchesOf(mapOf([2, 1, 0.9]))).toEqual([{ x: 20, y: 10, width: 10, height: 10, isStrong: true }]);
  });

  it("join neighbours of one row, whatever their order", () => {
    expect(patchesOf(mapOf([3, 1, 0.9], [2, 1, 0.8], [4, 1, 1]))).toEqual([
      { x: 20, y: 10, width: 30, height: 10, isStrong: true },
    ]);
  });

  it("end at a gap, at another strength and at the edge", () => {
    const patches = patchesOf(mapOf([0, 0, 1], [2, 0, 1], [3, 0, 0.1], [7, 0, 1], [0, 1, 1]));
    expect(patches.map(({ x, y, width, isStrong }) => [x, y, width, isStrong])).toEqual([
      [0, 0, 10, true],
      [20, 0, 10, true],
      [30, 0, 10, false],
      [70, 0, 10, true],
      [0, 10, 10, true],
    ]);
  });

  it("cover pictures whose sides are no multiple of a cell", () => {
    const uneven = { ...mapOf([7, 3, 1]), width: 83, height: 41 };
    const [patch] = patchesOf(uneven);
    expect((patch?.x ?? 0) + (patch?.width ?? 0)).toBeCloseTo(83);
    expect((patch?.y ?? 0) + (patch?.height ?? 0)).toBeCloseTo(41);
  });
});

describe("the outline", () => {
  it("goes around a single cell", () => {
    expect(outlineOf(mapOf([0, 0, 1]))).toBe("M0 0H10M0 10H10M0 0V10M10 0V10");
  });

  it("leaves out the borders between altered cells", () => {
    const outline = outlineOf(mapOf([0, 0, 1], [1, 0, 1]));
    expect(outline).not.toContain("M10 0V10");
    expect(outline.match(/M/g)).toHaveLength(6);
  });

  it("does not take the end of one row for the neighbour of the next row's beginning", () => {
    expect(outlineOf(mapOf([7, 0, 1], [0, 1, 1])).match(/M/g)).toHaveLength(8);
  });
});

describe("the main place", () => {
  it("is named when most of what changed lies there", () => {
    expect(mainPlace(mapOf([7, 3, 1], [6, 3, 1], [0, 0, 1]))).toBe("bottomEnd");
    expect(mainPlace(mapOf([4, 1, 1]))).toBe("middle");
    expect(mainPlace(mapOf([0, 1, 1], [0, 2, 1]))).toBe("start");
  });

  it("is named when what changed lies across its border", () => {
    expect(mainPlace(mapOf([4, 2, 1], [5, 2, 1], [4, 3, 1], [5, 3, 1]))).toBe("bottom");
  });

  it("is everywhere when no place holds most", () => {
    expect(mainPlace(mapOf([7, 3, 1], [0, 0, 1]))).toBe("everywhere");
  });
});
