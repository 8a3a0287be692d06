import { api } from "./api/client.ts";
import { problemOf } from "./api/problem.ts";
import type { Schemas } from "./api/types.ts";
import { makeIdentity, openIdentity, rewrap, type Identity } from "./sealing/identity.ts";
import { onSignedOut } from "./session.ts";
import { Store, useStore } from "./store.ts";

/**
 * One's own key pair, which opens what was locked for oneself. It is unlocked by the password and stays in
 * memory alone, so a reload locks it again.
 */
const unlocked = new Store<Identity | null>(null);

onSignedOut(() => unlocked.change(null));

/** The key pair while it is unlocked, as a hook. */
export function useIdentity(): Identity | null {
  return useStore(unlocked);
}

/**
 * Unlocks one's key pair, and makes one where there is none yet. Throws the Problems `wrong_key` (not the
 * password) and `keys_unsupported`, and what the server refuses.
 */
export async function unlockIdentity(password: string): Promise<Identity> {
  const stored = await storedKey();
  if (stored) {
    const identity = await openIdentity(stored, password);
    unlocked.change(identity);
    return identity;
  }
  return createIdentity(password);
}

/** Makes a key pair for an account that has none; throws `keys_unsupported` and what the server refuses. */
export async function createIdentity(password: string): Promise<Identity> {
  const made = await makeIdentity(password);
  await api.put("/auth/me/key", made.stored);
  unlocked.change(made.identity);
  return made.identity;
}

/** What a change of the password has to say of the key: the same key, wrapped under the new one. */
export async function rewrapped(password: string, newPassword: string): Promise<{ wrapped?: string }> {
  const stored = await storedKey();
  return stored ? { wrapped: (await rewrap(stored, password, newPassword)).wrapped } : {};
}

async function storedKey(): Promise<Schemas["OwnKeyView"] | null> {
  try {
    return (await api.get<Schemas["OwnKeyView"]>("/auth/me/key")).data;
  } catch (error) {
    if (problemOf(error).code === "key_not_found") return null;
    throw error;
  }
}
