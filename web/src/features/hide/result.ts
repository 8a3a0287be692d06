import { useQuery } from "@tanstack/react-query";

import { api } from "@/lib/api/client.ts";
import { differenceOf } from "@/lib/images/pictures.ts";

/** The finished picture of a job; large ones take a while on a phone. */
export function useResult(job: string) {
  return useQuery({
    queryKey: ["result", job],
    queryFn: async ({ signal }) => {
      const answer = await api.get<Blob>(`/jobs/${job}/result`, {
        responseType: "blob",
        timeout: 300_000,
        signal,
      });
      return answer.data;
    },
    staleTime: Infinity,
    gcTime: 0,
  });
}

/** What changed between cover and result, amplified, drawn off the page. */
export function useDifference(job: string, cover: Blob, result: Blob, isWanted: boolean) {
  return useQuery({
    queryKey: ["difference", job],
    queryFn: () => differenceOf(cover, result),
    enabled: isWanted,
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });
}

/** How visible the changes are, by the closeness of the two pictures in decibels. */
export function qualityOf(psnrDb: number): "perfect" | "fine" | "fair" | "poor" {
  if (psnrDb >= 42) return "perfect";
  if (psnrDb >= 38) return "fine";
  return psnrDb >= 33 ? "fair" : "poor";
}
