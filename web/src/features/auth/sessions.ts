import { useMutation, useQuery } from "@tanstack/react-query";

import { api } from "@/lib/api/client.ts";
import type { Schemas } from "@/lib/api/types.ts";
import { queryClient } from "@/lib/queryClient.ts";

export const SESSIONS = ["sessions"] as const;

/** Where this account is signed in, this browser first. */
export function useSessions() {
  return useQuery({
    queryKey: SESSIONS,
    queryFn: async ({ signal }) => {
      const { items } = (await api.get<Schemas["SessionList"]>("/auth/sessions", { signal })).data;
      return items.toSorted((one, other) => Number(other.current) - Number(one.current));
    },
  });
}

/** Ends one session by its id, or all but this one (null). */
export function useEndSession() {
  return useMutation({
    mutationFn: (id: string | null) => api.delete(id === null ? "/auth/sessions" : `/auth/sessions/${id}`),
    onSettled: () => queryClient.invalidateQueries({ queryKey: SESSIONS }),
  });
}
