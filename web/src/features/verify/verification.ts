import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

import { api } from "@/lib/api/client.ts";
import type { Schemas } from "@/lib/api/types.ts";
import { uploadPicture } from "@/lib/jobs/uploads.ts";

export type Verification = Schemas["Verification"];
export type AlterationMap = Schemas["AlterationMap"];

/** A picture from this device, or one on the server that the user may read. */
export type Source = { file: File } | { blob: string };

// The server takes 30 s at most.
const PATIENCE_MS = 45_000;

/** Checks one picture at a time: `start(source)`, the share that is uploaded, `stop()`, and the answer in `data`. */
export function useVerification() {
  const running = useRef<AbortController>(null);
  const [share, setShare] = useState(0);
  const { mutate, reset, variables, data, error, isPending } = useMutation({
    mutationFn: async ({ source, signal }: { source: Source; signal: AbortSignal }) => {
      const image = "blob" in source ? source.blob : await uploaded(source.file, setShare, signal);
      const answer = await api.post<Verification>("/verify", { image }, { signal, timeout: PATIENCE_MS });
      return answer.data;
    },
  });
  useEffect(() => () => running.current?.abort(), []);

  const stop = () => {
    running.current?.abort();
    reset();
  };
  const start = (source: Source) => {
    running.current?.abort();
    running.current = new AbortController();
    setShare("blob" in source ? 1 : 0);
    mutate({ source, signal: running.current.signal });
  };
  return { start, stop, share, source: variables?.source ?? null, data, error, isPending };
}

async function uploaded(
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const upload = await uploadPicture(file, { onProgress, signal });
  onProgress(1);
  return upload.id;
}
