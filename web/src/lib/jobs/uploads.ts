import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

import { api } from "../api/client.ts";
import { Problem } from "../api/problem.ts";
import type { Schemas } from "../api/types.ts";

export type Upload = Schemas["Upload"];

/** What the server takes at most. */
export const LARGEST_PICTURE_BYTES = 50 * 1024 * 1024;

export interface Uploading {
  /** Told the share that is sent, 0 to 1. */
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
}

/** Uploads a picture; throws the server's refusal, and without sending a byte what is larger than it takes. */
export async function uploadPicture(picture: File, { onProgress, signal }: Uploading = {}): Promise<Upload> {
  if (picture.size > LARGEST_PICTURE_BYTES) {
    throw new Problem("body_too_large", 413, "at most 50 MiB", null);
  }
  const form = new FormData();
  form.set("file", picture, picture.name);
  const answer = await api.post<Upload>("/upload", form, {
    timeout: 0, // a phone's uplink may need minutes; the server gives up on what stands still
    onUploadProgress: ({ progress }) => onProgress?.(progress ?? 0),
    ...(signal ? { signal } : {}),
  });
  return answer.data;
}

/**
 * One upload at a time, as a form needs it: `start(file)`, how far it is, `cancel()`, and the Upload in `data`. Starting
 * another, or leaving the page, cancels the one before.
 */
export function useUpload() {
  const running = useRef<AbortController>(null);
  const [share, setShare] = useState(0);
  const mutation = useMutation({
    mutationFn: ({ picture, signal }: { picture: File; signal: AbortSignal }) =>
      uploadPicture(picture, { onProgress: setShare, signal }),
  });
  useEffect(() => () => running.current?.abort(), []);

  const cancel = () => {
    running.current?.abort();
    mutation.reset();
  };
  const start = (picture: File) => {
    running.current?.abort();
    running.current = new AbortController();
    setShare(0);
    mutation.mutate({ picture, signal: running.current.signal });
  };
  return { ...mutation, share, start, cancel };
}
