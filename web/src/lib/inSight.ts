import { useEffect, useState, type RefObject } from "react";

/** Tells whether an element has come within `marginPx` of the part of the page in sight; once it has, it stays so. */
export function useInSight(element: RefObject<Element | null>, marginPx: number): boolean {
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    if (isNear || !element.current || typeof IntersectionObserver === "undefined") return undefined;
    const watcher = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && setNear(true),
      { rootMargin: `${marginPx}px` },
    );
    watcher.observe(element.current);
    return () => watcher.disconnect();
  }, [element, isNear, marginPx]);
  return isNear;
}
