import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api } from "../api/client.ts";
import { useStore } from "../store.ts";
import { connection, POLL_MS } from "./connection.ts";
import { readAll } from "./everything.ts";
import { reconciledList, type Conversation } from "./listing.ts";
import { CONVERSATIONS } from "./places.ts";

/** All conversations, the latest first, live. */
export function useConversations() {
  const state = useStore(connection);
  return useQuery({
    queryKey: CONVERSATIONS,
    queryFn: ({ signal }) => readAll<Conversation>("/conversations", signal),
    structuralSharing: (known, told) =>
      reconciledList(known as Conversation[] | undefined, told as Conversation[]),
    refetchInterval: state === "lost" && POLL_MS,
  });
}

/** How many messages wait unread in all. */
export function useUnread(): number {
  return useConversations().data?.reduce((sum, { unread }) => sum + unread, 0) ?? 0;
}

/** Opens the conversation with a contact, whether or not anything was written; gives it. */
export function useOpenConversation() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (username: string) => {
      const { data } = await api.post<Conversation>("/conversations", { username });
      return data;
    },
    onSuccess: (opened) => {
      queryClient.setQueryData<Conversation[]>(CONVERSATIONS, (list) =>
        list && !list.some(({ id }) => id === opened.id) ? [opened, ...list] : list,
      );
    },
  });
}
