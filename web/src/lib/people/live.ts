import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { follow, type LiveEvent } from "../api/events.ts";
import type { Schemas } from "../api/types.ts";
import { JOBS } from "../jobs/job.ts";
import { useSession } from "../session.ts";
import {
  noteDelivered,
  noteMessage,
  noteRead,
  noteStanding,
  readAgain,
  type Delivered,
  type Read,
} from "./cache.ts";
import { noteConnection } from "./connection.ts";
import { CONTACTS, CONVERSATIONS, THREADS } from "./places.ts";
import type { Standing } from "./standing.ts";
import type { Message } from "./thread.ts";
import { noteStopped, noteTyping } from "./typing.ts";

/** What arrived while the page was open. */
export type News =
  | { kind: "message"; message: Message; isMine: boolean }
  | { kind: "notification"; notification: Schemas["Notification"] };

type Listener = (news: News) => void;

const listeners = new Set<Listener>();

/** Calls back for each message and notification that arrives; gives the way to stop. */
export function onNews(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Follows what happens to the account while somebody is signed in, and keeps the cache up to date. */
export function useLive(): void {
  const session = useSession();
  const queryClient = useQueryClient();
  const me = session.status === "signed-in" ? session.user.id : null;

  useEffect(() => {
    if (me === null) return undefined;
    const leaving = new AbortController();
    void follow("/events", {
      signal: leaving.signal,
      onConnection: noteConnection,
      onEvent: (event) => take(queryClient, event, me),
    });
    return () => {
      leaving.abort();
      noteConnection(true);
    };
  }, [queryClient, me]);
}

/** Takes one event in: into the cache, and to those who asked for news. */
export function take(queryClient: QueryClient, { event, data }: LiveEvent, me: string): void {
  switch (event) {
    case "ready": // what happened between reading the lists and now was told to nobody
    case "reset":
      for (const queryKey of [CONVERSATIONS, THREADS, CONTACTS, JOBS]) {
        void readAgain(queryClient, queryKey);
      }
      break;
    case "message": {
      const message = data as Message;
      const isMine = message.from.id === me;
      noteMessage(queryClient, message, me);
      if (!isMine) noteStopped(message.conversation);
      tell({ kind: "message", message, isMine });
      break;
    }
    case "message_delivered":
      noteDelivered(queryClient, data as Delivered, me);
      break;
    case "message_read":
      noteRead(queryClient, data as Read, me);
      break;
    case "contact":
      noteStanding(queryClient, data as Standing);
      break;
    case "typing":
      noteTyping((data as { conversation: string }).conversation);
      break;
    case "notification": {
      const notification = data as Schemas["Notification"];
      if (notification.kind === "job_finished") void queryClient.invalidateQueries({ queryKey: JOBS });
      tell({ kind: "notification", notification });
      break;
    }
  }
}

function tell(news: News): void {
  for (const listener of listeners) listener(news);
}
