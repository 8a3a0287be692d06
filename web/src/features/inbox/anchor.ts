import { useLayoutEffect, useRef, type RefObject } from "react";

interface Anchor {
  firstKey: string | undefined;
  lastKey: string | undefined;
  isOwnLast: boolean;
  isAtEnd: boolean;
}

/**
 * Goes to the end for what is new there, or, for somebody who reads further up, stays where they read. The box
 * runs in reverse: it begins at its end, at 0, and what is further up is below 0.
 */
export function useAnchor({
  firstKey,
  lastKey,
  isOwnLast,
  isAtEnd,
}: Anchor): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null);
  const before = useRef<{ firstKey: string | undefined; lastKey: string | undefined; height: number }>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const height = element.scrollHeight;
    const was = before.current;
    before.current = { firstKey, lastKey, height };
    if (!was || was.lastKey === lastKey) return;
    if (isOwnLast || isAtEnd) element.scrollTop = 0;
    else if (was.firstKey === firstKey) element.scrollTop -= height - was.height;
  }, [firstKey, lastKey, isOwnLast, isAtEnd]);
  return box;
}
