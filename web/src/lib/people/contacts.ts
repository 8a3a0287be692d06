import { useQuery } from "@tanstack/react-query";

import { api } from "../api/client.ts";
import type { Page, Schemas } from "../api/types.ts";

export const CONTACTS = ["contacts"] as const;

/** All contacts, whatever their state. */
export function useContacts() {
  return useQuery({
    queryKey: CONTACTS,
    queryFn: async ({ signal }) => {
      const answer = await api.get<Page<Schemas["Contact"]>>("/contacts", { signal, params: { limit: 200 } });
      return answer.data.items;
    },
  });
}
