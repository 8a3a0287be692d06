import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { problemOf } from "@/lib/api/problem.ts";
import { openFound, type Found } from "@/lib/jobs/found.ts";
import type { Secret } from "@/lib/secret.ts";

/**
 * What a job has found: opened at once, with the passphrase that is known already, and again with every passphrase
 * that is tried. It lives as long as its page shows it and no longer.
 */
export function useFound(jobId: string, known: Secret | null) {
  const queryClient = useQueryClient();
  const queryKey = ["found", jobId];
  const first = useQuery({
    queryKey,
    queryFn: ({ signal }) => openFound(jobId, known, signal),
    gcTime: 0,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const again = useMutation({
    mutationFn: (secret: Secret) => openFound(jobId, secret),
    onSuccess: (found) => queryClient.setQueryData<Found>(queryKey, found),
    gcTime: 0,
  });
  const error = again.error ?? first.error;
  return {
    found: first.data,
    problem: error && problemOf(error),
    isOpening: first.isFetching,
    isTrying: again.isPending,
    tryWith: again.mutate,
    retry: () => void first.refetch(),
  };
}
