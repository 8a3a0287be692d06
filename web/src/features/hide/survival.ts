import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { api } from "@/lib/api/client.ts";
import type { Schemas } from "@/lib/api/types.ts";

import type { Lock } from "./capacity.ts";

export type Survival = Schemas["Survival"];

/** How sure one may be, in steps that have words: `few` means all went well, but too seldom tried to promise. */
export type Chance = "sure" | "likely" | "few" | "risky" | "untested";

const SURE_LOW = 0.85;
const RISKY_SHARE = 0.85;
const FEW_TRIES = 10;

/** The journey that was survived least often, by its honest lower bound; null where none was tried. */
export function weakestOf(journeys: readonly Survival[]): Survival | null {
  return journeys.reduce<Survival | null>(
    (weakest, one) =>
      weakest === null || shareOf(one) < shareOf(weakest) || isLess(one, weakest) ? one : weakest,
    null,
  );
}

/** What one may expect, by what was counted. */
export function chanceOf(one: Survival | null): Chance {
  if (one === null || one.tried === 0) return "untested";
  if (shareOf(one) < RISKY_SHARE) return "risky";
  if (one.low >= SURE_LOW) return "sure";
  return one.tried < FEW_TRIES ? "few" : "likely";
}

/** What is known of messages of this length on a channel; asked for nothing while the cover or the channel lacks. */
export function useSurvival(upload: string | undefined, channel: string | null, bytes: number, lock: Lock) {
  return useQuery({
    queryKey: ["survival", upload, channel, bytes, lock],
    queryFn: async ({ signal }) => {
      const answer = await api.get<Survival[]>(`/uploads/${upload ?? ""}/survival`, {
        signal,
        params: {
          channel,
          payload_bytes: bytes,
          sealed: lock.isSealed,
          recipients: lock.recipients,
        },
      });
      return answer.data;
    },
    enabled: upload !== undefined && channel !== null && channel !== "lossless",
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
}

function shareOf({ exact, tried }: Survival): number {
  return tried === 0 ? 0 : exact / tried;
}

function isLess(one: Survival, other: Survival): boolean {
  return shareOf(one) === shareOf(other) && one.low < other.low;
}
