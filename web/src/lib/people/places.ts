/** Where people and what they write lie in the cache. */
export const CONTACTS = ["contacts"] as const;
export const CONVERSATIONS = ["conversations"] as const;
export const THREADS = ["messages"] as const;

/** Where one conversation's messages lie. */
export function threadKey(conversation: string) {
  return [...THREADS, conversation] as const;
}
