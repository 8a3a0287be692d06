import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";

import { api } from "@/lib/api/client.ts";
import type { Page, Schemas } from "@/lib/api/types.ts";

export type AnyJob = Schemas["AdminJob"];
export const STATUSES = ["accepted", "queued", "running", "succeeded", "failed", "cancelled"] as const;
export const KINDS = ["embed", "extract"] as const;

/** Which jobs are listed; null stands for any. */
export interface JobFilter {
  status: (typeof STATUSES)[number] | null;
  kind: (typeof KINDS)[number] | null;
}

const JOBS = ["admin", "jobs"] as const;

/** Everybody's jobs, newest first; further ones on demand. */
export function useAnyJobs(filter: JobFilter) {
  return useInfiniteQuery({
    queryKey: [...JOBS, filter],
    queryFn: async ({ signal, pageParam }) => {
      const params = { ...filter, cursor: pageParam }; // axios leaves out what is null
      const answer = await api.get<Page<AnyJob>>("/admin/jobs", { signal, params });
      return answer.data;
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor ?? null,
    placeholderData: (before) => before,
  });
}

/** Begins anybody's failed or cancelled job anew, for its owner. */
export function useJobRetry() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (id: string) => (await api.post<Schemas["Job"]>(`/admin/jobs/${id}/retry`)).data,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: JOBS }),
  });
}
