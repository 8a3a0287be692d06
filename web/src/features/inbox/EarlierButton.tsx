import { useEffect, useRef, type RefObject } from "react";
import { useTranslation } from "react-i18next";

import { Spinner } from "@/components/ui/Spinner.tsx";

/** What was written before that which is loaded. */
export interface Earlier {
  has: boolean;
  isLoading: boolean;
  isFailed: boolean;
  load: () => void;
}

/** Loads what was written before, by itself when it comes near. */
export function EarlierButton({ box, earlier }: { box: RefObject<HTMLDivElement | null>; earlier: Earlier }) {
  const { t } = useTranslation("inbox");
  const button = useRef<HTMLButtonElement>(null);
  const load = useRef(earlier.load);
  const isIdle = !earlier.isLoading && !earlier.isFailed;
  useEffect(() => {
    load.current = earlier.load;
  });
  useEffect(() => {
    if (!isIdle || !button.current) return undefined;
    const watcher = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && load.current(),
      { root: box.current, rootMargin: "600px 0px 0px 0px" },
    );
    watcher.observe(button.current);
    return () => watcher.disconnect();
  }, [box, isIdle]);
  return (
    <button
      ref={button}
      type="button"
      disabled={earlier.isLoading}
      onClick={earlier.load}
      className="mx-auto flex min-h-9 items-center gap-2 rounded-lg px-3 text-sm font-medium text-accent hover:bg-sunken"
    >
      {earlier.isLoading && <Spinner />}
      {earlier.isLoading ? t("thread.loading") : t("thread.earlier")}
    </button>
  );
}
