/**
 * The few choices that outlive a visit. None says anything of messages, pictures or people, which never
 * reach the browser's storage.
 */
const PREFIX = "cloak.";

export type Preference = "theme" | "language" | "signed-in" | "welcomed";

/** Returns what was chosen, or null; a browser that forbids storage has chosen nothing. */
export function readPreference(name: Preference): string | null {
  try {
    // eslint-disable-next-line no-restricted-globals -- the one place that may: see above
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/** Keeps a choice, or forgets it (null). */
export function keepPreference(name: Preference, value: string | null): void {
  try {
    // eslint-disable-next-line no-restricted-globals -- the one place that may: see above
    const storage = localStorage;
    if (value === null) storage.removeItem(PREFIX + name);
    else storage.setItem(PREFIX + name, value);
  } catch {
    // Without storage a choice holds for this visit.
  }
}
