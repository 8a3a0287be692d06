import { useEffect, useEffectEvent } from "react";

/** Takes what is dropped beside the places for it; the browser would leave the page and show it. */
export function useStrayDrops(onFile: (file: File) => void): void {
  const take = useEffectEvent(onFile);

  useEffect(() => {
    const allow = (event: DragEvent) => event.preventDefault();
    const drop = (event: DragEvent) => {
      if (event.defaultPrevented) return; // it was dropped on a place of its own
      event.preventDefault();
      const file = event.dataTransfer?.files[0];
      if (file) take(file);
    };
    window.addEventListener("dragover", allow);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragover", allow);
      window.removeEventListener("drop", drop);
    };
  }, []);
}
