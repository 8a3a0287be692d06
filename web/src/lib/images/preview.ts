import { useQuery } from "@tanstack/react-query";

import { api } from "../api/client.ts";
import type { Picture } from "./messages.ts";
import { previewOf } from "./pictures.ts";

// The server's largest.
const LARGEST_PX = 1024;

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

/** A small rendering of a picture on the server that the user may read; the server makes it. */
export function useBlobPreview(blob: string | null, longSide = LARGEST_PX) {
  return useQuery({
    queryKey: ["blob-preview", blob, longSide],
    queryFn: ({ signal }) => readPreview(blob ?? "", longSide, signal),
    enabled: blob !== null,
    staleTime: Infinity,
    retry: false,
  });
}

/** Fetches a small rendering of a picture that the user may read; `longSide` is at least 64. */
export async function readPreview(blob: string, longSide: number, signal: AbortSignal): Promise<Picture> {
  const { data } = await api.get<Blob>(`/blobs/${blob}/preview`, {
    params: { size: Math.min(longSide, LARGEST_PX) },
    responseType: "blob",
    signal,
  });
  return previewOf(data, longSide);
}
