import type { AlterationMap } from "./verification.ts";

/** Nine places of a picture, or all of it. */
export const PLACES = [
  ["topStart", "top", "topEnd"],
  ["start", "middle", "end"],
  ["bottomStart", "bottom", "bottomEnd"],
] as const;
export type Place = (typeof PLACES)[number][number] | "everywhere";

/** A stretch of neighbouring cells of one row that changed about as much, in pixels of the picture. */
export interface Patch {
  x: number;
  y: number;
  width: number;
  height: number;
  isStrong: boolean;
}

// Above this a cell counts as changed a lot.
const STRONG = 0.5;
// A place is named when more than this share of what changed lies around its centre,
const MOSTLY = 0.5;
// that is, no further away than this share of the picture's sides.
const NEAR = 0.25;

/** What share of the picture's area the altered cells are. */
export function alteredShare({ columns, rows, cells }: AlterationMap): number {
  return Math.min(1, cells.length / (columns * rows));
}

/** The altered cells, joined along rows. */
export function patchesOf(map: AlterationMap): Patch[] {
  const across = map.width / map.columns;
  const down = map.height / map.rows;
  const sorted = [...map.cells].sort(([x, y], [otherX, otherY]) => y - otherY || x - otherX);
  const patches: Patch[] = [];
  let end = -1;
  let row = -1;
  for (const [x, y, strength] of sorted) {
    const isStrong = strength >= STRONG;
    const last = patches.at(-1);
    if (last && row === y && end === x && last.isStrong === isStrong) last.width += across;
    else patches.push({ x: x * across, y: y * down, width: across, height: down, isStrong });
    row = y;
    end = x + 1;
  }
  return patches;
}

/** The borders between altered cells and all others, as the `d` of an SVG path in pixels of the picture. */
export function outlineOf(map: AlterationMap): string {
  const across = map.width / map.columns;
  const down = map.height / map.rows;
  const altered = new Set(map.cells.map(([x, y]) => y * map.columns + x));
  const isIn = (x: number, y: number) => x >= 0 && x < map.columns && altered.has(y * map.columns + x);
  const lines: string[] = [];
  for (const [x, y] of map.cells) {
    const [left, top, right, bottom] = [x * across, y * down, (x + 1) * across, (y + 1) * down];
    if (!isIn(x, y - 1)) lines.push(`M${left} ${top}H${right}`);
    if (!isIn(x, y + 1)) lines.push(`M${left} ${bottom}H${right}`);
    if (!isIn(x - 1, y)) lines.push(`M${left} ${top}V${bottom}`);
    if (!isIn(x + 1, y)) lines.push(`M${right} ${top}V${bottom}`);
  }
  return lines.join("");
}

/** Where most of what changed lies, for those who are told rather than shown. */
export function mainPlace({ columns, rows, cells }: AlterationMap): Place {
  const [x, y] = [median(cells.map(([column]) => column)), median(cells.map(([, row]) => row))];
  const isNear = ([column, row]: AlterationMap["cells"][number]) =>
    Math.abs(column - x) <= columns * NEAR && Math.abs(row - y) <= rows * NEAR;
  if (cells.filter(isNear).length <= cells.length * MOSTLY) return "everywhere";
  return PLACES[third((y + 0.5) / rows)]?.[third((x + 0.5) / columns)] ?? "everywhere";
}

function median(values: number[]): number {
  const sorted = values.sort((one, other) => one - other);
  const upper = Math.floor(sorted.length / 2);
  const lower = Math.ceil(sorted.length / 2) - 1;
  return ((sorted[lower] ?? 0) + (sorted[upper] ?? 0)) / 2;
}

function third(share: number): number {
  return Math.min(2, Math.floor(share * 3));
}
