import { describe, expect, it } from "vitest";

import type { Job } from "@/lib/jobs/job.ts";

import { filterOf, merged, paramsOf, statusesOf } from "./filters.ts";

const job = (id: string, createdAt: string): Job => ({
  id,
  kind: "embed",
  status: "running",
  created_at: createdAt,
  attempts: 0,
});

describe("the filter of the list", () => {
  it("is read from the address and written back the same", () => {
    const filter = filterOf(new URLSearchParams("state=failed&kind=extract"));
    expect(filter).toEqual({ state: "failed", kind: "extract" });
    expect(paramsOf(filter)).toEqual({ state: "failed", kind: "extract" });
  });

  it("shows all where the address says nothing, or nonsense", () => {
    expect(filterOf(new URLSearchParams(""))).toEqual({ state: "all", kind: "all" });
    expect(filterOf(new URLSearchParams("state=queued&kind=%3Cb%3E"))).toEqual({ state: "all", kind: "all" });
    expect(paramsOf({ state: "all", kind: "all" })).toEqual({});
  });

  it("asks for every status that means in progress", () => {
    expect(statusesOf("running")).toEqual(["accepted", "queued", "running"]);
    expect(statusesOf("all")).toEqual([undefined]);
  });

  it("shows a job once that moved on between two answers, newest first", () => {
    const [old, young] = [job("old", "2026-01-01T00:00:00Z"), job("young", "2026-01-01T00:00:01Z")];
    expect(merged([[old], [young, old], []]).map(({ id }) => id)).toEqual(["young", "old"]);
  });
});
