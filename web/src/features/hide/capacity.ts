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
  lock: Lock;
}

/** What a lock costs: a passphrase's bytes, or those of so many people's keys. */
export interface Lock {
  isSealed: boolean;
  recipients: number;
}

const SLOWEST_LOOK_MS = 90_000;

/** Asks what this very cover carries one way. */
export async function readCapacity(upload: string, way: Way, signal?: AbortSignal): Promise<Capacity> {
  const { mode, channel, rate, lock } = way;
  const answer = await api.get<Capacity>(`/uploads/${upload}/capacity`, {
    timeout: SLOWEST_LOOK_MS,
    params: {
      mode,
      channel,
      sealed: lock.isSealed,
      recipients: lock.recipients,
      ...(rate === null ? {} : { rate }),
    },
    ...(signal ? { signal } : {}),
  });
  return answer.data;
}

/** What this very cover carries one way; nothing is asked while the cover or the channel lacks. */
function useCapacity(upload: string | undefined, way: Way, isWanted: boolean) {
  const { mode, channel, rate, lock } = way;
  return useQuery({
    queryKey: ["capacity", upload, mode, channel, rate, lock],
    queryFn: ({ signal }) => readCapacity(upload ?? "", way, signal),
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
export function useRoom(draft: Draft, upload: string | undefined, bytes: number, lock: Lock): Room {
  const { mode, channel } = planOf(draft, bytes);
  const isCovert = mode === "covert";
  const ask = { mode, channel, lock };
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
  const isOfThis = asked.data?.mode === mode && (mode !== "image" || asked.data.channel === channel);
  return {
    plan,
    capacity: isOfThis ? asked.data : undefined,
    error: asked.error,
    isAsking: asked.isFetching,
  };
}
