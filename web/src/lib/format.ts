import i18next from "i18next";

const KILO = 1000;

// Letters that run from right to left, and marks that turn what follows.
const TURNS = /[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/;

/** A name that keeps its direction to itself inside a sentence, by Unicode's isolates: a toast has no tags. */
export function isolated(name: string): string {
  return TURNS.test(name) ? `\u2068${name}\u2069` : name;
}

/** A size in the reader's language: "3.4 MB". */
export function formatBytes(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
  const exponent = bytes < KILO ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  return new Intl.NumberFormat(i18next.language, {
    style: "unit",
    unit: units[exponent] ?? "byte",
    unitDisplay: exponent === 0 ? "long" : "short", // "98 bytes", but "1.2 kB"
    maximumFractionDigits: exponent === 0 ? 0 : 1,
  }).format(bytes / KILO ** exponent);
}

/** A number in the reader's language. */
export function formatNumber(value: number, digits = 0): string {
  return new Intl.NumberFormat(i18next.language, {
    maximumFractionDigits: digits,
    minimumFractionDigits: digits,
  }).format(value);
}

/** A share between 0 and 1 as a percentage. */
export function formatShare(share: number, digits = 0): string {
  return new Intl.NumberFormat(i18next.language, { style: "percent", maximumFractionDigits: digits }).format(
    share,
  );
}

/** A moment: today's by its time, others with their date. */
export function formatMoment(iso: string): string {
  const moment = new Date(iso);
  const isToday = moment.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(
    i18next.language,
    isToday ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" },
  ).format(moment);
}

/** How long ago, or until when: "5 minutes ago". */
export function formatAgo(iso: string): string {
  const seconds = (new Date(iso).getTime() - Date.now()) / 1000;
  const format = new Intl.RelativeTimeFormat(i18next.language, { numeric: "auto" });
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [
    ["day", 86400],
    ["hour", 3600],
    ["minute", 60],
  ];
  for (const [unit, length] of steps) {
    if (Math.abs(seconds) >= length) return format.format(Math.round(seconds / length), unit);
  }
  return format.format(Math.round(seconds), "second");
}
