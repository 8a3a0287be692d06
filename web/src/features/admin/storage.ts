import { useQuery } from "@tanstack/react-query";

import { api } from "@/lib/api/client.ts";
import type { Schemas } from "@/lib/api/types.ts";

/** How much is stored, in all and by kind. */
export function useStorageUse() {
  return useQuery({
    queryKey: ["admin", "storage"],
    queryFn: async ({ signal }) =>
      (await api.get<Schemas["StorageReport"]>("/admin/storage", { signal })).data,
  });
}
