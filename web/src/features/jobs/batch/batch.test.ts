import { describe, expect, it } from "vitest";

import type { Job } from "@/lib/jobs/job.ts";

import {
  after,
  AT_ONCE,
  MOST_COVERS,
  NOTHING,
  overallShare,
  shareOf,
  standingOf,
  toSend,
  type Batch,
  type Step,
} from "./batch.ts";

const files = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ name: `${i}.jpg`, size: 1000 * (i + 1) }));
const run = (...steps: Step[]): Batch => steps.reduce(after, NOTHING);
const job = (id: string, status: Job["status"], fraction = 0): Job => ({
  id,
  kind: "embed",
  status,
  attempts: 1,
  created_at: "2026-01-01T00:00:00Z",
  progress: { stage: "encode", fraction },
});
const phases = (batch: Batch) => batch.items.map(({ phase }) => phase);

describe("a batch", () => {
  it("sends so many pictures at once and no more, in their order", () => {
    let batch = run({ type: "added", files: files(5) }, { type: "begun" });
    expect(toSend(batch)).toEqual([1, 2, 3]);
    for (const id of toSend(batch)) batch = after(batch, { type: "sending", id });
    expect(phases(batch).filter((phase) => phase === "sending")).toHaveLength(AT_ONCE);
    expect(toSend(batch)).toEqual([]);
    batch = after(batch, { type: "accepted", id: 2, job: "j2" });
    expect(toSend(batch)).toEqual([4]);
  });

  it("gives the place of a refused picture to the next", () => {
    let batch = run({ type: "added", files: files(4) }, { type: "begun" });
    for (const id of toSend(batch)) batch = after(batch, { type: "sending", id });
    batch = after(batch, { type: "refused", id: 1, error: "no picture" });
    expect(toSend(batch)).toEqual([4]);
    expect(batch.items[0]).toMatchObject({ phase: "refused", error: "no picture" });
  });

  it("sends nothing before it has begun, and takes no more than it may", () => {
    const batch = run({ type: "added", files: files(MOST_COVERS - 1) }, { type: "added", files: files(5) });
    expect(batch.items).toHaveLength(MOST_COVERS);
    expect(new Set(batch.items.map(({ id }) => id)).size).toBe(MOST_COVERS);
    expect(toSend(batch)).toEqual([]);
  });

  it("stays stopped when an answer comes late", () => {
    const batch = run(
      { type: "added", files: files(2) },
      { type: "begun" },
      { type: "sending", id: 1 },
      { type: "stopped" },
      { type: "accepted", id: 1, job: "late" },
      { type: "refused", id: 1, error: "cancelled" },
    );
    expect(phases(batch)).toEqual(["stopped", "stopped"]);
    expect(toSend(batch)).toEqual([]);
  });

  it("tries again what went wrong, without sending twice what is there already", () => {
    const batch = run(
      { type: "added", files: files(2) },
      { type: "begun" },
      { type: "sending", id: 1 },
      { type: "uploaded", id: 1, blob: "b1" },
      { type: "accepted", id: 1, job: "j1" },
      { type: "sending", id: 2 },
      { type: "refused", id: 2, error: "offline" },
      { type: "again", ids: [1, 2] },
    );
    expect(batch.items).toMatchObject([
      { phase: "waiting", blob: "b1", job: null, sent: 1 },
      { phase: "waiting", blob: null, job: null, error: null },
    ]);
  });

  it("shows each picture as its job stands", () => {
    const [item] = run(
      { type: "added", files: files(1) },
      { type: "begun" },
      { type: "sending", id: 1 },
      { type: "accepted", id: 1, job: "j1" },
    ).items;
    if (!item) throw new Error("no item");
    expect(standingOf(item, undefined)).toBe("working");
    expect(standingOf(item, job("j1", "running"))).toBe("working");
    expect(standingOf(item, job("j1", "succeeded"))).toBe("done");
    expect(standingOf(item, job("j1", "failed"))).toBe("failed");
    expect(standingOf(item, job("j1", "cancelled"))).toBe("cancelled");
  });

  it("counts bytes sent and work done into one progress that ends at 1", () => {
    let batch = run(
      {
        type: "added",
        files: [
          { name: "a", size: 300 },
          { name: "b", size: 100 },
        ],
      },
      { type: "begun" },
    );
    expect(overallShare(batch.items, new Map())).toBe(0);
    batch = after(after(batch, { type: "sending", id: 1 }), { type: "sent", id: 1, share: 1 });
    expect(overallShare(batch.items, new Map())).toBeCloseTo(0.4 * 0.75);
    batch = after(batch, { type: "accepted", id: 1, job: "j1" });
    expect(overallShare(batch.items, new Map([["j1", job("j1", "running", 0.5)]]))).toBeCloseTo(
      0.3 + 0.6 * 0.25,
    );
    batch = after(after(batch, { type: "sending", id: 2 }), { type: "refused", id: 2, error: "x" });
    const jobs = new Map([["j1", job("j1", "succeeded")]]);
    expect(overallShare(batch.items, jobs)).toBeCloseTo(1);
    expect(batch.items.map((item) => shareOf(item, jobs.get(item.job ?? "")))).toEqual([1, 1]);
  });
});
