import { useEffect, useId, useRef, useState, type ReactNode } from "react";

import { Icon } from "./Icon.tsx";

interface DropZoneProps {
  label: string;
  hint?: ReactNode;
  accept?: string;
  isMultiple?: boolean;
  /** Takes what is pasted anywhere on the page, too. */
  takesPaste?: boolean;
  onFiles: (files: File[]) => void;
}

/** Takes files that are dropped, pasted or picked; it is a button for the keyboard. */
export function DropZone({
  label,
  hint,
  accept,
  isMultiple = false,
  takesPaste = false,
  onFiles,
}: DropZoneProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const id = useId();

  const take = (files: FileList | null | undefined) => {
    const found = [...(files ?? [])];
    if (found.length > 0) onFiles(isMultiple ? found : found.slice(0, 1));
  };

  useEffect(() => {
    if (!takesPaste) return undefined;
    const paste = (event: ClipboardEvent) => {
      if ((event.clipboardData?.files.length ?? 0) > 0) {
        event.preventDefault();
        take(event.clipboardData?.files);
      }
    };
    window.addEventListener("paste", paste);
    return () => window.removeEventListener("paste", paste);
  });

  return (
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files);
      }}
      className={`rounded-2xl border-2 border-dashed ${isOver ? "border-accent bg-accent-soft" : "border-edge bg-surface"}`}
    >
      <button
        type="button"
        onClick={() => input.current?.click()}
        aria-describedby={hint ? id : undefined}
        className="flex w-full flex-col items-center gap-2 rounded-2xl px-6 py-10 text-center"
      >
        <Icon name="upload" className="size-8 text-accent" />
        <span className="font-semibold">{label}</span>
      </button>
      {hint && (
        <div id={id} className="-mt-6 px-6 pb-8 text-center text-sm text-muted">
          {hint}
        </div>
      )}
      <input
        ref={input}
        type="file"
        accept={accept}
        multiple={isMultiple}
        className="hidden"
        tabIndex={-1}
        aria-label={label}
        onChange={(event) => {
          take(event.target.files);
          event.target.value = ""; // the same file may be chosen again
        }}
      />
    </div>
  );
}
