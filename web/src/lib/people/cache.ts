import type { QueryClient, QueryKey } from "@tanstack/react-query";

import { withAllRead, withNews, type Conversation } from "./listing.ts";
import { CONTACTS, CONVERSATIONS, threadKey } from "./places.ts";
import { withStanding, type Contact, type Standing } from "./standing.ts";
import { withMark, withMessage, type Message, type Thread } from "./thread.ts";

/** Everything up to `up_to` has reached the other person. */
export interface Delivered {
  conversation: string;
  up_to: number;
}

/** Everything up to `up_to` was read by this person. */
export interface Read extends Delivered {
  reader: string;
}

/** Reads something again from the server; an answer on its way may be too old, so it is not waited for. */
export async function readAgain(queryClient: QueryClient, queryKey: QueryKey): Promise<void> {
  await queryClient.cancelQueries({ queryKey });
  await queryClient.invalidateQueries({ queryKey });
}

/** Puts a message into its thread, where that is open. */
export function keepMessage(queryClient: QueryClient, message: Message): void {
  const queryKey = threadKey(message.conversation);
  const known = queryClient.getQueryData<Thread>(queryKey);
  if (known) queryClient.setQueryData<Thread>(queryKey, withMessage(known, message));
  // The first answer may be on its way without it.
  else void readAgain(queryClient, queryKey);
}

/** Puts a message into its thread and its conversation on top of the list. */
export function noteMessage(queryClient: QueryClient, message: Message, me: string): void {
  keepMessage(queryClient, message);
  const list = queryClient.getQueryData<Conversation[]>(CONVERSATIONS);
  if (list) queryClient.setQueryData(CONVERSATIONS, withNews(list, message, me));
  else void readAgain(queryClient, CONVERSATIONS);
}

/** Marks what I sent as delivered. */
export function noteDelivered(
  queryClient: QueryClient,
  { conversation, up_to }: Delivered,
  me: string,
): void {
  const at = new Date().toISOString();
  queryClient.setQueryData<Thread>(
    threadKey(conversation),
    (thread) =>
      thread && withMark(thread, "delivered_at", { upTo: up_to, at, isMeant: ({ from }) => from.id === me }),
  );
}

/** Marks what this person was sent as read; what I have read to the end is no longer unread. */
export function noteRead(queryClient: QueryClient, { conversation, up_to, reader }: Read, me: string): void {
  const at = new Date().toISOString();
  queryClient.setQueryData<Thread>(
    threadKey(conversation),
    (thread) =>
      thread && withMark(thread, "read_at", { upTo: up_to, at, isMeant: ({ to }) => to.id === reader }),
  );
  if (reader !== me) return;
  const list = queryClient.getQueryData<Conversation[]>(CONVERSATIONS);
  const last = list?.find(({ id }) => id === conversation)?.last_message;
  const isAll = last && last.seq <= up_to && queryClient.isFetching({ queryKey: CONVERSATIONS }) === 0;
  if (list && isAll) queryClient.setQueryData(CONVERSATIONS, withAllRead(list, conversation));
  // How many are left, only the server knows; and an answer on its way may be older than this.
  else void readAgain(queryClient, CONVERSATIONS);
}

/** Puts how I stand to somebody into the list of contacts. */
export function noteStanding(queryClient: QueryClient, standing: Standing): void {
  const isAsked = queryClient.isFetching({ queryKey: CONTACTS }) > 0;
  queryClient.setQueryData<Contact[]>(CONTACTS, (list) => list && withStanding(list, standing));
  if (isAsked) void readAgain(queryClient, CONTACTS);
}
