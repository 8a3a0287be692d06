import { useEffect, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";

import { Icon } from "./Icon.tsx";

interface Shown {
  id: number;
  text: string;
  tone: "good" | "danger";
}

const MOST = 4;
const SHOWN_MS = 6000;
const listeners = new Set<() => void>();
let shown: readonly Shown[] = [];
let made = 0;

/** Says something in passing, at the edge of the page, once however often it is said; read out politely. */
export function toast(text: string, tone: Shown["tone"] = "good"): void {
  const others = shown.filter((other) => other.text !== text);
  change([...others, { id: ++made, text, tone }].slice(-MOST));
}

function dismiss(id: number): void {
  change(shown.filter((other) => other.id !== id));
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
  const toasts = useSyncExternalStore(subscribe, () => shown);
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-4 top-20 z-50 ms-auto flex max-w-sm flex-col gap-2"
    >
      {toasts.map((one) => (
        <Toast key={one.id} {...one} />
      ))}
    </div>
  );
}

function Toast({ id, text, tone }: Shown) {
  const { t } = useTranslation();
  useEffect(() => {
    const timer = setTimeout(() => dismiss(id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [id]);
  return (
    <div className="pointer-events-auto flex items-center gap-3 rounded-xl border border-line bg-surface p-4 text-ink shadow-lg">
      <Icon
        name={tone === "good" ? "check" : "error"}
        className={tone === "good" ? "size-5 text-good" : "size-5 text-danger"}
      />
      <p className="min-w-0 flex-1 wrap-anywhere">{text}</p>
      <button
        type="button"
        aria-label={t("dialog.close")}
        onClick={() => dismiss(id)}
        className="-m-2 rounded-md p-2 hover:bg-sunken"
      >
        <Icon name="close" className="size-4" />
      </button>
    </div>
  );
}
