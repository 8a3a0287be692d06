import { Toast } from "radix-ui";
import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";

import { Icon } from "./Icon.tsx";

interface Shown {
  id: number;
  text: string;
  tone: "good" | "danger";
}

const listeners = new Set<() => void>();
const MOST = 4;
let shown: readonly Shown[] = [];
let made = 0;

/** Says something in passing, at the edge of the page; read out politely. */
export function toast(text: string, tone: Shown["tone"] = "good"): void {
  change([...shown, { id: ++made, text, tone }].slice(-MOST));
}

function change(next: readonly Shown[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where toasts appear; the app has one. */
export function Toasts() {
  const { t } = useTranslation();
  const toasts = useSyncExternalStore(subscribe, () => shown);
  return (
    <Toast.Provider duration={5000} label={t("toast.label")}>
      {toasts.map(({ id, text, tone }) => (
        <Toast.Root
          key={id}
          onOpenChange={(isOpen) => !isOpen && change(shown.filter((other) => other.id !== id))}
          className="flex items-center gap-3 rounded-xl border border-line bg-surface p-4 shadow-lg"
        >
          <Icon
            name={tone === "good" ? "check" : "error"}
            className={tone === "good" ? "text-good" : "text-danger"}
          />
          <Toast.Description className="flex-1">{text}</Toast.Description>
          <Toast.Close aria-label={t("dialog.close")} className="rounded-md p-1 hover:bg-sunken">
            <Icon name="close" className="size-4" />
          </Toast.Close>
        </Toast.Root>
      ))}
      <Toast.Viewport
        label={t("toast.label")}
        className="fixed inset-x-4 bottom-20 z-50 ms-auto flex max-w-sm flex-col gap-2 md:bottom-6"
      />
    </Toast.Provider>
  );
}
