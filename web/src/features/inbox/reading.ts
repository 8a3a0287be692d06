import { useEffect, useRef, useState } from "react";

import { connection } from "@/lib/people/connection.ts";
import { useMarkRead } from "@/lib/people/messages.ts";
import type { Message } from "@/lib/people/thread.ts";
import { useUser } from "@/lib/session.ts";
import { useStore } from "@/lib/store.ts";

import { useAttention } from "./attention.ts";

interface Reading {
  /** The `seq` above which a line says that what follows is new. */
  dividerAt: number | null;
  /** How many messages wait to be read. */
  waiting: number;
}

/** Marks messages as read once the end of the conversation is in somebody's sight. */
export function useReading(conversation: string, messages: readonly Message[], isAtEnd: boolean): Reading {
  const me = useUser().id;
  const isAttended = useAttention();
  const state = useStore(connection);
  const markRead = useMarkRead(conversation, me);
  const marked = useRef(0);
  const waiting = messages.filter(({ to, read_at }) => to.id === me && read_at === null);
  const first = waiting[0]?.seq ?? null;
  const newest = waiting.at(-1)?.seq ?? 0;
  const [dividerAt, setDividerAt] = useState(first);

  // What comes in while nobody looks is new to who comes back.
  if (!isAttended && first !== null && first > (dividerAt ?? 0)) setDividerAt(first);

  useEffect(() => {
    if (!isAttended || !isAtEnd || newest <= marked.current) return;
    const before = marked.current;
    marked.current = newest;
    markRead(newest).catch(() => {
      marked.current = before; // with the next message, look or connection
    });
  }, [isAttended, isAtEnd, newest, state, markRead]);

  const isAnswered = messages.some(({ from, seq }) => from.id === me && seq > (dividerAt ?? 0));
  return { dividerAt: isAnswered ? null : dividerAt, waiting: waiting.length };
}
