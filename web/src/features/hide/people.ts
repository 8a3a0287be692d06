import { useQueries } from "@tanstack/react-query";

import { problemOf } from "@/lib/api/problem.ts";
import { publicKeyKey, readPublicKey } from "@/lib/people/keys.ts";
import { useUser } from "@/lib/session.ts";

import type { Draft } from "./draft.ts";

/** Whether somebody has a key that a message can be locked with. */
export type KeyState = "unknown" | "has" | "none";

/** Who of these people has a key; nobody is asked for while it is not wanted. */
export function useKeyStates(usernames: readonly string[], isWanted: boolean): ReadonlyMap<string, KeyState> {
  const found = useQueries({
    queries: usernames.map((username) => ({
      queryKey: publicKeyKey(username),
      queryFn: ({ signal }: { signal: AbortSignal }) => readPublicKey(username, signal),
      enabled: isWanted,
    })),
  });
  return new Map(
    usernames.map((username, i) => {
      const { data, error } = found[i] ?? {};
      if (data) return [username, "has"];
      return [username, error && problemOf(error).code === "key_not_found" ? "none" : "unknown"];
    }),
  );
}

/** The user names that a draft's message is to be locked for, oneself among them where one has a key. */
export function useRecipients(draft: Draft): readonly string[] {
  const { username } = useUser();
  const isWanted = draft.lock === "people";
  const own = useKeyStates([username], isWanted && draft.isForMe).get(username);
  if (!isWanted) return [];
  return draft.isForMe && own === "has" ? [...draft.people, username] : draft.people;
}
