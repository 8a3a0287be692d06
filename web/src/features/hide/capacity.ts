import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { api } from "@/lib/api/client.ts";
import type { Schemas } from "@/lib/api/types.ts";

import type { Draft } from "./draft.ts";
import { COVERT_RATES, planOf, type Mode, type Plan } from "./plan.ts";

export type Capacity = Schemas["Capacity"];

interface Way {
  mode: Mode;
  channel: string | null;
  rate: number | null;
  isSealed: boolean;
}

const SLOWEST_LOOK_MS = 90_000;

/** What this very cover carries one way; nothing is asked while the cover or the channel lacks. */
function useCapacity(upload: string | undefined, { mode, channel, rate, isSealed }: Way, isWanted: boolean) {
  return useQuery({
    queryKey: ["capacity", upload, mode, channel, rate, isSealed],
    queryFn: async ({ signal }) => {
      const answer = await api.get<Capacity>(`/uploads/${upload ?? ""}/capacity`, {
        signal,
        timeout: SLOWEST_LOOK_MS,
        params: { mode, channel, sealed: isSealed, ...(rate === null ? {} : { rate }) },
      });
      return answer.data;
    },
    enabled: isWanted && upload !== undefined && channel !== null,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
}

export interface Room {
  plan: Plan;
  capacity: Capacity | undefined;
  error: unknown;
  isAsking: boolean;
}

/** The way of hiding for a draft whose message takes so many bytes, and what the cover carries that way. */
export function useRoom(draft: Draft, upload: string | undefined, bytes: number, isSealed: boolean): Room {
  const { mode, channel } = planOf(draft, bytes);
  const isCovert = mode === "covert";
  const ask = { mode, channel, isSealed };
  const first = useCapacity(upload, { ...ask, rate: COVERT_RATES[0] }, true);
  const isFull = (room: Capacity | undefined) =>
    isCovert && room?.mode === mode && bytes > room.payload_bytes;
  const second = useCapacity(upload, { ...ask, rate: COVERT_RATES[1] }, isFull(first.data));
  const third = useCapacity(
    upload,
    { ...ask, rate: COVERT_RATES[2] },
    isFull(first.data) && isFull(second.data),
  );

  const rooms = isCovert ? [first.data?.payload_bytes, second.data?.payload_bytes] : [];
  const plan = planOf(draft, bytes, rooms);
  const asked = plan.rate === COVERT_RATES[1] ? second : plan.rate === COVERT_RATES[2] ? third : first;
  // Figures of the way chosen before are no answer for this one.
  const isOfThis = asked.data?.mode === mode;
  return {
    plan,
    capacity: isOfThis ? asked.data : undefined,
    error: asked.error,
    isAsking: asked.isFetching,
  };
}
