import type { Schemas } from "../api/types.ts";
import type { Message } from "./thread.ts";

export type Conversation = Schemas["Conversation"];

/** The list with a new message in it: its conversation first, and unread if somebody else wrote it. */
export function withNews(list: readonly Conversation[], message: Message, me: string): Conversation[] {
  const known = list.find(({ id }) => id === message.conversation);
  const isMine = message.from.id === me;
  if (known?.last_message && known.last_message.seq >= message.seq) return [...list]; // heard of before
  return latestFirst([
    {
      id: message.conversation,
      with: known?.with ?? (isMine ? message.to : message.from),
      last_message: message,
      unread: (known?.unread ?? 0) + (isMine ? 0 : 1),
      updated_at: message.created_at,
    },
    ...list.filter((conversation) => conversation !== known),
  ]);
}

/** The list with a conversation that I have read to its end. */
export function withAllRead(list: readonly Conversation[], conversation: string): Conversation[] {
  return list.map((entry) => (entry.id === conversation ? { ...entry, unread: 0 } : entry));
}

/** The list as the server tells it, save where an event has overtaken the answer. */
export function reconciledList(
  known: readonly Conversation[] | undefined,
  told: readonly Conversation[],
): Conversation[] {
  const answered = new Map(told.map((entry) => [entry.id, entry]));
  for (const entry of known ?? []) {
    if (lastSeq(entry) > lastSeq(answered.get(entry.id))) answered.set(entry.id, entry);
  }
  return latestFirst([...answered.values()]);
}

function lastSeq(entry: Conversation | undefined): number {
  return entry?.last_message?.seq ?? 0;
}

function latestFirst(list: Conversation[]): Conversation[] {
  return list.sort((one, other) => Date.parse(other.updated_at) - Date.parse(one.updated_at));
}
