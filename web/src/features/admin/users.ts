import { useInfiniteQuery, useMutation, useQueryClient, type InfiniteData } from "@tanstack/react-query";

import { api } from "@/lib/api/client.ts";
import type { Schemas } from "@/lib/api/types.ts";

export type Account = Schemas["AccountView"];
/** What an administrator can do with an account. */
export type AccountStep = "promote" | "demote" | "disable" | "enable";

const USERS = ["admin", "users"] as const;
const CHANGES: Record<AccountStep, Schemas["UserChange"]> = {
  promote: { role: "admin" },
  demote: { role: "user" },
  disable: { disabled: true },
  enable: { disabled: false },
};

/** Accounts by user name, those whose names contain a text; further ones on demand. */
export function useAccounts(query: string) {
  return useInfiniteQuery({
    queryKey: [...USERS, query],
    queryFn: async ({ signal, pageParam }) => {
      const params = { query, cursor: pageParam };
      const answer = await api.get<Schemas["UserList"]>("/auth/users", { signal, params });
      return answer.data;
    },
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: (before) => before,
  });
}

/** Takes a step with an account; what the server then says of it stands in every list at once. */
export function useAccountStep() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async ({ account, step }: { account: Account; step: AccountStep }) => {
      const answer = await api.patch<Schemas["UserView"]>(`/auth/users/${account.id}`, CHANGES[step]);
      return answer.data;
    },
    onSuccess: (changed) => {
      queryClient.setQueriesData<InfiniteData<Schemas["UserList"]>>({ queryKey: USERS }, (lists) =>
        lists ? { ...lists, pages: lists.pages.map((page) => withChange(page, changed)) } : lists,
      );
    },
  });
}

function withChange(page: Schemas["UserList"], changed: Schemas["UserView"]): Schemas["UserList"] {
  return {
    ...page,
    items: page.items.map((account) =>
      account.id !== changed.id
        ? account
        : { ...account, ...changed, last_seen_at: changed.disabled ? null : account.last_seen_at },
    ),
  };
}
