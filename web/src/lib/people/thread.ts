import { replaceEqualDeep, type InfiniteData } from "@tanstack/react-query";

import type { Page, Schemas } from "../api/types.ts";

export type Message = Schemas["Message"];

/** What is loaded of a conversation: pages from the newest to the oldest, each newest first. */
export type Thread = InfiniteData<Page<Message>>;

/** A mark that messages get on their way. */
export type Mark = "delivered_at" | "read_at";

/** All loaded messages, the oldest first. */
export function messagesOf(thread: Thread): Message[] {
  return thread.pages.flatMap(({ items }) => items).reverse();
}

/**
 * Puts a message where its `seq` belongs, once: one that is there already is replaced. What is older than everything
 * loaded is left out, for history brings it along.
 */
export function withMessage(thread: Thread, message: Message): Thread {
  const place = thread.pages.findIndex(({ next_cursor }) => message.seq >= Number(next_cursor ?? 0));
  if (place < 0) return thread;
  return {
    ...thread,
    pages: thread.pages.map((page, at) => {
      if (at !== place) return page;
      const known = page.items.find(({ id }) => id === message.id);
      const others = page.items.filter(({ id }) => id !== message.id);
      const items = [...others, known ? withMarksOf(message, known) : message];
      return { ...page, items: items.sort((one, other) => other.seq - one.seq) };
    }),
  };
}

/** Marks messages up to a `seq`, those that are meant; a mark that stands keeps its time. */
export function withMark(
  thread: Thread,
  mark: Mark,
  { upTo, at, isMeant }: { upTo: number; at: string; isMeant: (message: Message) => boolean },
): Thread {
  const marked = (message: Message): Message => {
    if (message.seq > upTo || message[mark] !== null || !isMeant(message)) return message;
    return { ...message, [mark]: at, delivered_at: message.delivered_at ?? at };
  };
  return {
    ...thread,
    pages: thread.pages.map((page) => ({ ...page, items: page.items.map(marked) })),
  };
}

/**
 * A thread as the server tells it, with what was heard since it was asked: an answer may be older than an event that
 * overtook it. Messages are never taken back, and neither are their marks.
 */
export function reconciled(known: Thread | undefined, told: Thread): Thread {
  if (!known) return told;
  const before = new Map(messagesOf(known).map((message) => [message.id, message]));
  const newest = told.pages[0]?.items[0]?.seq ?? 0;
  const later = [...before.values()].filter(({ seq }) => seq > newest);
  const marked: Thread = {
    ...told,
    pages: told.pages.map((page) => ({
      ...page,
      items: page.items.map((message) => withMarksOf(message, before.get(message.id) ?? message)),
    })),
  };
  return replaceEqualDeep(known, later.reduce(withMessage, marked));
}

function withMarksOf(message: Message, known: Message): Message {
  return {
    ...message,
    delivered_at: message.delivered_at ?? known.delivered_at,
    read_at: message.read_at ?? known.read_at,
  };
}
