import { useQuery } from "@tanstack/react-query";

import { api } from "@/lib/api/client.ts";
import type { Schemas } from "@/lib/api/types.ts";

const EVERY_MS = 5_000;

/** Topics and who reads them, asked for again and again while somebody looks. */
export function useQueues() {
  return useQuery({
    queryKey: ["admin", "queues"],
    queryFn: async ({ signal }) => (await api.get<Schemas["QueueReport"]>("/admin/queues", { signal })).data,
    refetchInterval: EVERY_MS,
    refetchIntervalInBackground: false,
  });
}
