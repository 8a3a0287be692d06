import { useQuery } from "@tanstack/react-query";

import { api } from "../api/client.ts";
import type { Schemas } from "../api/types.ts";

/** A person's public key, and since when it is theirs. */
export type PublicKey = Schemas["KeyView"];

/** Where a person's key lies in the cache. */
export function publicKeyKey(username: string) {
  return ["public-key", username] as const;
}

/** Asks for the key of a person; throws `key_not_found` where they have none. */
export async function readPublicKey(username: string, signal?: AbortSignal): Promise<PublicKey> {
  const { data } = await api.get<PublicKey>(`/auth/keys/${encodeURIComponent(username)}`, {
    ...(signal ? { signal } : {}),
  });
  return data;
}

/** A person's public key, asked for anew each time: it is about to be trusted. */
export function usePublicKey(username: string) {
  return useQuery({
    queryKey: publicKeyKey(username),
    queryFn: ({ signal }) => readPublicKey(username, signal),
    staleTime: 0,
    gcTime: 0,
  });
}
