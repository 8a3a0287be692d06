import { useQuery } from "@tanstack/react-query";

import { api } from "../api/client.ts";
import type { Page, Schemas } from "../api/types.ts";

export const CONVERSATIONS = ["conversations"] as const;

/** All conversations, the latest first. */
export function useConversations() {
  return useQuery({
    queryKey: CONVERSATIONS,
    queryFn: async ({ signal }) => {
      const answer = await api.get<Page<Schemas["Conversation"]>>("/conversations", {
        signal,
        params: { limit: 200 },
      });
      return answer.data.items;
    },
  });
}
