import { useEffect, useEffectEvent } from "react";

interface Anywhere {
  takesPaste: boolean;
  onPicture: (file: File) => void;
}

/**
 * Takes a picture that is dropped anywhere in the window, or pasted: a browser would leave the page for a picture
 * that misses its place.
 */
export function usePicturesFromAnywhere({ takesPaste, onPicture }: Anywhere): void {
  const take = useEffectEvent((event: Event, data: DataTransfer | null) => {
    const [file] = data?.files ?? [];
    if (event.defaultPrevented || !file) return; // something on the page has taken it, or it is a text
    event.preventDefault();
    onPicture(file);
  });

  useEffect(() => {
    const allow = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    };
    const drop = (event: DragEvent) => take(event, event.dataTransfer);
    window.addEventListener("dragover", allow);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragover", allow);
      window.removeEventListener("drop", drop);
    };
  }, []);

  useEffect(() => {
    if (!takesPaste) return undefined;
    const paste = (event: ClipboardEvent) => take(event, event.clipboardData);
    window.addEventListener("paste", paste);
    return () => window.removeEventListener("paste", paste);
  }, [takesPaste]);
}
