import { useEffect } from "react";

const urls = new WeakMap<Blob, string>();
const users = new WeakMap<Blob, number>();

/** A URL under which the page shows these bytes; it is given back when nothing shows them any more. */
export function useObjectUrl(blob: Blob | null | undefined): string | undefined {
  useEffect(() => (blob ? hold(blob) : undefined), [blob]);
  return blob ? urlOf(blob) : undefined;
}

function urlOf(blob: Blob): string {
  const known = urls.get(blob);
  if (known) return known;
  const made = URL.createObjectURL(blob);
  urls.set(blob, made);
  return made;
}

function hold(blob: Blob): () => void {
  users.set(blob, (users.get(blob) ?? 0) + 1);
  return () => {
    users.set(blob, (users.get(blob) ?? 1) - 1);
    // Later, as React may take a component off the page and put it back at once.
    setTimeout(() => giveBack(blob));
  };
}

function giveBack(blob: Blob): void {
  const url = urls.get(blob);
  if ((users.get(blob) ?? 0) > 0 || url === undefined) return;
  urls.delete(blob);
  URL.revokeObjectURL(url);
}
