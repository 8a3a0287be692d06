import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

import { api } from "../api/client.ts";
import type { Page, Schemas } from "../api/types.ts";
import { useStore } from "../store.ts";
import { noteRead } from "./cache.ts";
import { connection, POLL_MS } from "./connection.ts";
import { threadKey } from "./places.ts";
import { reconciled, type Message, type Thread } from "./thread.ts";

const PAGE = 40;

/** A conversation's messages, live, and further back page by page. */
export function useThread(conversation: string) {
  const state = useStore(connection);
  return useInfiniteQuery({
    queryKey: threadKey(conversation),
    initialPageParam: undefined as number | undefined,
    queryFn: async ({ pageParam, signal }) => {
      const params = { limit: PAGE, ...(pageParam ? { before: pageParam } : {}) };
      const answer = await api.get<Page<Message>>(`${pathOf(conversation)}/messages`, { signal, params });
      return answer.data;
    },
    getNextPageParam: ({ next_cursor }) => (next_cursor ? Number(next_cursor) : undefined),
    structuralSharing: (known, told) => reconciled(known as Thread | undefined, told as Thread),
    refetchInterval: state === "lost" && POLL_MS,
  });
}

/** Sends one message; with the `client_id` of one that was sent before it gives that one. */
export async function sendMessage(message: Schemas["NewMessage"], signal: AbortSignal): Promise<Message> {
  const answer = await api.post<Message>("/messages", message, { signal });
  return answer.data;
}

/** Says that I have read up to a `seq`; throws the server's refusal. */
export function useMarkRead(conversation: string, me: string) {
  const queryClient = useQueryClient();
  return useCallback(
    async (upTo: number) => {
      await api.post(`${pathOf(conversation)}/read`, { up_to: upTo });
      noteRead(queryClient, { conversation, up_to: upTo, reader: me }, me);
    },
    [queryClient, conversation, me],
  );
}

function pathOf(conversation: string): string {
  return `/conversations/${encodeURIComponent(conversation)}`;
}
