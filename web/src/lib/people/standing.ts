import type { Schemas } from "../api/types.ts";

export type Contact = Schemas["Contact"];
export type Person = Schemas["Person"];

/** Somebody and how I stand to them; without a status they are no contact. */
export type Standing = Schemas["Standing"];

/** The list with one person's new standing, on top where it has changed. */
export function withStanding(list: readonly Contact[], { user, status, since }: Standing): Contact[] {
  const others = list.filter((contact) => contact.user.id !== user.id);
  if (status === null || since === null) return others;
  return [{ user, status, since }, ...others];
}
