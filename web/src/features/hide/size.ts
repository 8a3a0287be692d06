import { useEffect, useMemo, useState } from "react";

import { payloadFile, type Draft } from "./draft.ts";
import { fileBytes, packedBytes, utf8Bytes } from "./meter.ts";

// Larger ones fit no cover that the server takes, however well they pack.
const MOST_TO_PACK = 24_000_000;
const PAUSE_MS = 250;

export interface Size {
  /** Bytes as they are. */
  used: number;
  /** Bytes once compressed here; undefined while it is not known. */
  packed: number | undefined;
}

/** What the message of a draft takes, counted off the page's own work while one types. */
export function useSize(draft: Draft): Size {
  const file = payloadFile(draft);
  const { kind, text } = draft;
  const used = useMemo(
    () => (kind === "text" ? utf8Bytes(text) : file ? fileBytes(file) : 0),
    [kind, text, file],
  );
  const content = useMemo(() => (kind === "text" ? text : file), [kind, text, file]);
  const [found, setFound] = useState<{ of: string | File | null; packed: number }>();

  useEffect(() => {
    if (content === null || used === 0 || used > MOST_TO_PACK) return undefined;
    let isWanted = true;
    const timer = setTimeout(() => {
      const frame = content instanceof File ? used - content.size : 0;
      packedBytes(content instanceof File ? content : new Blob([content])).then(
        (packed) => isWanted && setFound({ of: content, packed: packed + frame }),
        () => undefined, // not known, then: the meter takes the bytes as they are
      );
    }, PAUSE_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [content, used]);

  return { used, packed: found && found.of === content ? found.packed : undefined };
}
