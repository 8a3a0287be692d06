import { sendMessage } from "@/lib/people/messages.ts";
import { keepMessage } from "@/lib/people/cache.ts";
import { connection } from "@/lib/people/connection.ts";
import { onNews } from "@/lib/people/live.ts";
import { uploadPicture } from "@/lib/jobs/uploads.ts";
import { queryClient } from "@/lib/queryClient.ts";
import { onSignedOut } from "@/lib/session.ts";
import { useStore } from "@/lib/store.ts";

import { Outbox, type Outgoing } from "./outbox.ts";

/** The page's one outbox. */
export const outbox = new Outbox({
  upload: async (picture, onProgress, signal) => (await uploadPicture(picture, { onProgress, signal })).id,
  send: sendMessage,
  onSent: (message) => keepMessage(queryClient, message),
});

// Half a message typed stays with its conversation while another is looked at.
const drafts = new Map<string, string>();

onSignedOut(() => {
  outbox.clear();
  drafts.clear();
});
onNews((news) => {
  // Its answer may have been lost, but it has arrived.
  if (news.kind === "message" && news.isMine && news.message.client_id) outbox.drop(news.message.client_id);
});
connection.subscribe(() => {
  if (connection.value === "live") outbox.wake();
});
window.addEventListener("online", () => outbox.wake());
window.addEventListener("beforeunload", (event) => {
  if (outbox.entries.value.length > 0) event.preventDefault(); // the browser asks before unsent messages go
});

/** What is on its way in one conversation, the oldest first. */
export function useOutgoing(conversation: string): Outgoing[] {
  return useStore(outbox.entries).filter((entry) => entry.conversation === conversation);
}

/** What was typed in a conversation and not sent. */
export function draftOf(conversation: string): string {
  return drafts.get(conversation) ?? "";
}

/** Remembers what is typed in a conversation, until it is sent or the session ends. */
export function keepDraft(conversation: string, text: string): void {
  if (text === "") drafts.delete(conversation);
  else drafts.set(conversation, text);
}
