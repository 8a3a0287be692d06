import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

import { api } from "@/lib/api/client.ts";
import { keepJob, type Job } from "@/lib/jobs/job.ts";
import { uploadPicture } from "@/lib/jobs/uploads.ts";
import type { Secret } from "@/lib/secret.ts";

/** A picture from this device, or one that lies on the server already. */
export type Source = { file: File } | { blob: string };

interface Look {
  source: Source;
  secret: Secret | null;
  /** The same key never begins a second job. */
  key: string;
  signal: AbortSignal;
}

/** Where a look stands once the server has taken it in. */
export interface Begun {
  blob: string;
  job: string;
}

/**
 * Begins to look into a picture: uploads it where that is needed, and asks for a job. `share` is how much of the
 * upload is sent. Leaving the page, or `stop`, ends it.
 */
export function useLooking(onBegun: (begun: Begun) => void) {
  const queryClient = useQueryClient();
  const running = useRef<AbortController>(null);
  const [share, setShare] = useState(0);
  const mutation = useMutation({
    mutationFn: async ({ source, secret, key, signal }: Look) => {
      const blob =
        "blob" in source
          ? source.blob
          : (await uploadPicture(source.file, { onProgress: setShare, signal })).id;
      const passphrase = secret?.read();
      const answer = await api.post<Job>(
        "/extract",
        { image: blob, ...(passphrase === undefined ? {} : { passphrase }) },
        { headers: { "Idempotency-Key": key }, signal },
      );
      keepJob(queryClient, answer.data);
      return { blob, job: answer.data.id };
    },
    onSuccess: onBegun,
    gcTime: 0,
  });
  useEffect(() => () => running.current?.abort(), []);

  const start = (source: Source, secret: Secret | null, key: string = crypto.randomUUID()) => {
    running.current?.abort();
    running.current = new AbortController();
    setShare(0);
    mutation.mutate({ source, secret, key, signal: running.current.signal });
  };
  const stop = () => {
    running.current?.abort();
    mutation.reset();
  };
  return {
    start,
    stop,
    share,
    isIdle: mutation.isIdle,
    isBeginning: mutation.isPending,
    error: mutation.error,
    source: mutation.variables?.source,
  };
}
