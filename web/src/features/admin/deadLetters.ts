import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api } from "@/lib/api/client.ts";
import type { Page, Schemas } from "@/lib/api/types.ts";

export type DeadLetter = Schemas["DeadLetterView"];

/** How many are shown at first, and at most. */
export const FEW = 50;
export const MOST = 200;

const LETTERS = ["admin", "dead-letters"] as const;

/** The newest messages that nobody could handle, up to `limit` of each topic. */
export function useDeadLetters(limit: number) {
  return useQuery({
    queryKey: [...LETTERS, limit],
    queryFn: async ({ signal }) => {
      const answer = await api.get<Page<DeadLetter>>("/admin/dead-letters", { signal, params: { limit } });
      return answer.data.items;
    },
    placeholderData: (before) => before,
  });
}

/** Puts a dead letter back on its topic. */
export function useRedrive() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (id: string) => {
      const path = `/admin/dead-letters/${encodeURIComponent(id)}/redrive`;
      return (await api.post<DeadLetter>(path)).data;
    },
    onSuccess: (sent) => {
      queryClient.setQueriesData<DeadLetter[]>({ queryKey: LETTERS }, (letters) =>
        letters?.map((letter) => (letter.id === sent.id ? sent : letter)),
      );
    },
  });
}
