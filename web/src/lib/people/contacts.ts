import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api } from "../api/client.ts";
import { noteStanding } from "./cache.ts";
import { readAll } from "./everything.ts";
import { CONTACTS } from "./places.ts";
import type { Contact, Person, Standing } from "./standing.ts";

/** What can be done with a person. */
export type Step = "invite" | "accept" | "block" | "unblock" | "remove";

/** All contacts, whatever their state, the latest change first. */
export function useContacts() {
  return useQuery({
    queryKey: CONTACTS,
    queryFn: ({ signal }) => readAll<Contact>("/contacts", signal),
  });
}

/** Looks somebody up by their whole user name. */
export async function findPerson(username: string): Promise<Standing> {
  const { data } = await api.get<Standing>("/contacts/find", { params: { username } });
  return data;
}

/** Takes a step with a person, and gives how I stand to them then. */
export function useContactStep() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ step, user }: { step: Step; user: Person }) => take(step, user),
    onSuccess: (standing) => noteStanding(queryClient, standing),
  });
}

async function take(step: Step, user: Person): Promise<Standing> {
  if (step === "remove") {
    await api.delete(`/contacts/${user.id}`);
    return { user, status: null, since: null };
  }
  if (step === "invite") {
    const { data } = await api.post<Contact>("/contacts", { username: user.username });
    return data;
  }
  const { data } = await api.post<Standing>(`/contacts/${user.id}/${step}`);
  return data;
}
