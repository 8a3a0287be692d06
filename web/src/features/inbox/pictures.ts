import { useQuery } from "@tanstack/react-query";

import { api } from "@/lib/api/client.ts";
import { previewOf } from "@/lib/images/pictures.ts";
import { readPreview } from "@/lib/images/preview.ts";

const INLINE_PX = 640;
const LARGE_PX = 2560;

/** A picture of a message as the thread shows it. */
export function useInlinePicture(blob: string, isWanted: boolean) {
  return useQuery({
    queryKey: ["picture", blob, "inline"],
    queryFn: ({ signal }) => readPreview(blob, INLINE_PX, signal),
    enabled: isWanted,
    staleTime: Infinity,
  });
}

/** A picture of a message with its file, for as long as somebody looks at it. */
export function useLargePicture(blob: string) {
  return useQuery({
    queryKey: ["picture", blob, "large"],
    queryFn: async ({ signal }) => {
      const original = await readPicture(blob, signal);
      return { original, ...(await previewOf(original, LARGE_PX)) };
    },
    staleTime: Infinity,
    gcTime: 0,
  });
}

async function readPicture(blob: string, signal: AbortSignal): Promise<Blob> {
  const { data } = await api.get<Blob>(`/blobs/${blob}`, { responseType: "blob", signal, timeout: 0 });
  return data;
}
