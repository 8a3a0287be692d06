import { useRef, type ReactNode } from "react";

import { Button } from "@/components/ui/Button.tsx";

interface FileButtonProps {
  accept?: string;
  onFile: (file: File) => void;
  children: ReactNode;
}

/** A small button that lets one file be picked. */
export function FileButton({ accept, onFile, children }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button size="small" onClick={() => input.current?.click()}>
        {children}
      </Button>
      <input
        ref={input}
        type="file"
        accept={accept}
        className="hidden"
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = ""; // the same file may be chosen again
          if (file) onFile(file);
        }}
      />
    </>
  );
}
