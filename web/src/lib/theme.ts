import { useSyncExternalStore } from "react";

import { keepPreference, readPreference } from "./preferences.ts";

/** What a person chooses; `system` follows the device. */
export type Theme = "system" | "light" | "dark";

const listeners = new Set<() => void>();
const dark = window.matchMedia("(prefers-color-scheme: dark)");
let chosen: Theme = parse(readPreference("theme"));

function parse(text: string | null): Theme {
  return text === "light" || text === "dark" ? text : "system";
}

function show(): void {
  const isDark = chosen === "dark" || (chosen === "system" && dark.matches);
  document.documentElement.dataset["theme"] = isDark ? "dark" : "light";
  for (const listener of listeners) listener();
}

/** Shows the page in the theme chosen earlier, and follows the device while none was. */
export function startTheme(): void {
  dark.addEventListener("change", show);
  show();
}

/** Chooses a theme, for this and later visits. */
export function chooseTheme(theme: Theme): void {
  chosen = theme;
  keepPreference("theme", theme === "system" ? null : theme);
  show();
}

/** The theme chosen, as a hook. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, () => chosen);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
