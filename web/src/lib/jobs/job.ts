import { useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { api } from "../api/client.ts";
import { follow } from "../api/events.ts";
import { problemOf } from "../api/problem.ts";
import type { Schemas } from "../api/types.ts";

export type Job = Schemas["Job"];

export const JOBS = ["jobs"] as const;

const DEFAULT_PAUSE_MS = 1_000;
const FIRST_POLL_MS = 2_000;

interface Seen {
  job: Job;
  /** How long the server asks us to wait before the next look. */
  pauseMs: number;
}

/** Tells whether a job has ended, well or not. */
export function isFinished(job: Job): boolean {
  return job.status === "succeeded" || job.status === "failed" || job.status === "cancelled";
}

/** Where one job lies in the cache. */
export function jobKey(id: string) {
  return [...JOBS, "one", id] as const;
}

/**
 * One job, live: by its stream of events, and where that cannot be had by asking again at the pace that the server
 * names. (Asking is cheap: the browser's own cache sends the ETag along.)
 */
export function useJob(id: string | null) {
  const queryClient = useQueryClient();
  const [isStreaming, setStreaming] = useState(false);
  const query = useQuery({
    queryKey: jobKey(id ?? ""),
    queryFn:
      id === null ? () => Promise.reject(new Error("no job")) : ({ signal }) => look(queryClient, id, signal),
    enabled: id !== null,
    staleTime: 0,
    select: ({ job }) => job,
    refetchInterval: ({ state }) => {
      if (isStreaming || (state.data && isFinished(state.data.job))) return false;
      if (state.error) return problemOf(state.error).isPassing ? FIRST_POLL_MS : false;
      return state.data?.pauseMs ?? FIRST_POLL_MS;
    },
  });
  const isOver = query.data !== undefined && isFinished(query.data);

  useEffect(() => {
    if (id === null || isOver) return undefined;
    const leaving = new AbortController();
    void follow(`/jobs/${id}/events`, {
      signal: leaving.signal,
      onConnection: setStreaming,
      onEvent: ({ event, data }) => {
        if (event !== "job") return;
        const job = data as Job;
        keepJob(queryClient, job);
        if (isFinished(job)) leaving.abort();
      },
    }).finally(() => setStreaming(false));
    return () => leaving.abort();
  }, [queryClient, id, isOver]);

  return query;
}

/** Cancels a job, queued or running; one that has just ended stays as it is. */
export function useCancelJob() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (id: string) => {
      try {
        await api.delete(`/jobs/${id}`);
      } catch (error) {
        if (problemOf(error).code !== "job_already_finished") throw error;
      }
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: JOBS }),
  });
}

/** Puts what was learned of a job where everybody sees it; the end of a job is never taken back. */
export function keepJob(queryClient: QueryClient, job: Job): void {
  queryClient.setQueryData<Seen>(jobKey(job.id), (before) =>
    before && isFinished(before.job) && !isFinished(job) ? before : { job, pauseMs: DEFAULT_PAUSE_MS },
  );
}

async function look(queryClient: QueryClient, id: string, signal: AbortSignal): Promise<Seen> {
  const answer = await api.get<Job>(`/jobs/${id}`, { signal });
  const known = queryClient.getQueryData<Seen>(jobKey(id));
  // The stream may have told the end while this answer was on its way.
  if (known && isFinished(known.job) && !isFinished(answer.data)) return known;
  const seconds = Number(answer.headers["retry-after"]);
  return { job: answer.data, pauseMs: seconds > 0 ? seconds * 1000 : DEFAULT_PAUSE_MS };
}
