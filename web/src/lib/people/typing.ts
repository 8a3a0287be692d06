import { api } from "../api/client.ts";
import { Store, useStore } from "../store.ts";

// The server tells of it at most every two seconds; a little more than two of them may go missing.
const LASTS_MS = 5_000;
const EVERY_MS = 2_000;

const typing = new Store<ReadonlyMap<string, ReturnType<typeof setTimeout>>>(new Map());
const told = new Map<string, number>();

/** Tells whether the other person is writing in a conversation. */
export function useTyping(conversation: string): boolean {
  return useStore(typing).has(conversation);
}

/** Notes that the other person is writing, for the moment. */
export function noteTyping(conversation: string): void {
  clearTimeout(typing.value.get(conversation));
  const timer = setTimeout(() => noteStopped(conversation), LASTS_MS);
  typing.change(new Map(typing.value).set(conversation, timer));
}

/** Notes that the other person has stopped writing. */
export function noteStopped(conversation: string): void {
  if (!typing.value.has(conversation)) return;
  clearTimeout(typing.value.get(conversation));
  const others = new Map(typing.value);
  others.delete(conversation);
  typing.change(others);
}

/** Tells the other person that I am writing, now and then. */
export function tellTyping(conversation: string): void {
  const now = Date.now();
  if (now - (told.get(conversation) ?? -EVERY_MS) < EVERY_MS) return;
  told.set(conversation, now);
  api.post(`/conversations/${encodeURIComponent(conversation)}/typing`).catch(() => undefined); // worth no more
}
