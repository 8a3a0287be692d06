import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";

import { api } from "@/lib/api/client.ts";
import type { Page } from "@/lib/api/types.ts";
import { filenameOf } from "@/lib/files/disposition.ts";
import { saveFile } from "@/lib/files/save.ts";
import { isFinished, JOBS, keepJob, type Job } from "@/lib/jobs/job.ts";

import { merged, statusesOf, type Filter } from "./filters.ts";

const PAGE = 25;
const MOST = 200;
// The newest unfinished jobs are followed live; the others, and what other tabs begin, show up by asking.
const BUSY_MS = 2_000;
const IDLE_MS = 15_000;

/** The user's jobs, newest first, page by page. */
export function useJobs(filter: Filter) {
  return useInfiniteQuery({
    queryKey: [...JOBS, "list", filter.state, filter.kind],
    queryFn: ({ pageParam, signal }) => pageOf(filter, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor ?? null,
    staleTime: 0, // who comes here has often just begun something
    refetchInterval: ({ state }) => {
      const isBusy = state.data?.pages.some(({ items }) => items.some((job) => !isFinished(job)));
      return isBusy ? BUSY_MS : IDLE_MS;
    },
  });
}

async function pageOf(
  { state, kind }: Filter,
  cursor: string | null,
  signal: AbortSignal,
): Promise<Page<Job>> {
  const statuses = statusesOf(state);
  const isOne = statuses.length === 1;
  const pages = await Promise.all(
    statuses.map(async (status) => {
      const params = { status, kind: kind === "all" ? undefined : kind, cursor, limit: isOne ? PAGE : MOST };
      return (await api.get<Page<Job>>("/jobs", { params, signal })).data;
    }),
  );
  const [first] = pages;
  if (isOne && first) return first;
  return { items: merged(pages.map(({ items }) => items)), next_cursor: null };
}

/** Begins a failed or cancelled job anew, of the same request; gives the new job. */
export function useRetryJob() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (id: string) => (await api.post<Job>(`/jobs/${id}/retry`)).data,
    onSuccess: (job) => {
      keepJob(queryClient, job);
      return queryClient.invalidateQueries({ queryKey: JOBS });
    },
  });
}

/** Fetches the picture that a job has made, under the name that the server gives it. */
export async function fetchResult(
  id: string,
  signal?: AbortSignal,
): Promise<{ content: Blob; name: string }> {
  const answer = await api.get<Blob>(`/jobs/${id}/result`, {
    responseType: "blob",
    timeout: 0,
    ...(signal ? { signal } : {}),
  });
  const said: unknown = answer.headers["content-disposition"];
  return { content: answer.data, name: filenameOf(typeof said === "string" ? said : null) ?? "picture" };
}

/** Saves the picture that a job has made. */
export function useDownload() {
  return useMutation({
    mutationFn: (id: string) => fetchResult(id),
    onSuccess: ({ content, name }) => saveFile(content, name),
    gcTime: 0,
  });
}
