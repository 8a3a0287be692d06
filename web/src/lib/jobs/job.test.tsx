import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { api } from "../api/client.ts";
import { jobKey, keepJob, useJob, type Job } from "./job.ts";

const queued: Job = {
  id: "j-1",
  kind: "embed",
  status: "queued",
  attempts: 0,
  created_at: "2026-01-01T00:00:00Z",
};
const succeeded: Job = { ...queued, status: "succeeded" };

let queryClient: QueryClient;
const wrapper = ({ children }: { children: ReactNode }) => (
  <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
);

function answer(...jobs: Job[]) {
  const left = [...jobs];
  return vi.spyOn(api, "get").mockImplementation(() => {
    const job = left.length > 1 ? left.shift() : left[0];
    return Promise.resolve({ data: job, headers: { "retry-after": "0.01" } });
  });
}

function stream(...events: Job[]) {
  const lines = events.map((job) => `event: job\ndata: ${JSON.stringify(job)}\n\n`).join("");
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(lines, { status: 200 })));
}

beforeEach(() => {
  queryClient = new QueryClient();
});
afterEach(() => {
  queryClient.clear();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it("follows a job by its stream", async () => {
  answer(queued);
  stream(queued, succeeded);
  const { result } = renderHook(() => useJob("j-1"), { wrapper });
  await waitFor(() => expect(result.current.data?.status).toBe("succeeded"));
});

it("asks again, at the server's pace, where no stream can be had", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no connection")));
  const asked = answer(queued, queued, succeeded);
  const { result } = renderHook(() => useJob("j-1"), { wrapper });
  await waitFor(() => expect(result.current.data?.status).toBe("succeeded"));
  expect(asked).toHaveBeenCalledTimes(3);
});

it("never takes the end of a job back", () => {
  keepJob(queryClient, succeeded);
  keepJob(queryClient, queued);
  expect(queryClient.getQueryData(jobKey("j-1"))).toMatchObject({ job: { status: "succeeded" } });
});

it("asks for nothing without a job", () => {
  const asked = answer(queued);
  renderHook(() => useJob(null), { wrapper });
  expect(asked).not.toHaveBeenCalled();
});
