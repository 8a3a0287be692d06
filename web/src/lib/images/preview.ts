import { useQuery } from "@tanstack/react-query";

import { api } from "../api/client.ts";
import { previewOf } from "./pictures.ts";

const numbers = new WeakMap<Blob, number>();
let counted = 0;

function numberOf(picture: Blob): number {
  const known = numbers.get(picture) ?? ++counted;
  numbers.set(picture, known);
  return known;
}

/** A small upright rendering of a picture at hand, made off the page; it is let go of with its last viewer. */
export function usePreview(picture: Blob | null, longSide = 1024) {
  return useQuery({
    queryKey: ["preview", picture ? numberOf(picture) : null, longSide],
    queryFn: () => (picture ? previewOf(picture, longSide) : null),
    enabled: picture !== null,
    gcTime: 0,
    staleTime: Infinity,
    retry: false,
  });
}

/** A small rendering of a picture on the server that the user may read; the whole file is not kept. */
export function useBlobPreview(blob: string | null, longSide = 1024) {
  return useQuery({
    queryKey: ["blob-preview", blob, longSide],
    queryFn: async ({ signal }) => {
      const answer = await api.get<Blob>(`/blobs/${blob ?? ""}`, {
        responseType: "blob",
        timeout: 120_000,
        signal,
      });
      return previewOf(answer.data, longSide);
    },
    enabled: blob !== null,
    staleTime: Infinity,
    retry: false,
  });
}
