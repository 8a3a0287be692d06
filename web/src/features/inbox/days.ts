import i18next from "i18next";

import type { Message } from "@/lib/people/thread.ts";

/** The messages of one day, the oldest first. */
export interface Day {
  /** Its first moment where the reader is. */
  start: Date;
  messages: Message[];
}

const DAY_MS = 86_400_000;
// Messages this close belong together, as one breath.
const BREATH_MS = 5 * 60_000;

/** Parts messages by the reader's days. */
export function daysOf(messages: readonly Message[]): Day[] {
  const days: Day[] = [];
  for (const message of messages) {
    const start = dayOf(new Date(message.created_at));
    const last = days.at(-1);
    if (last && last.start.getTime() >= start.getTime()) last.messages.push(message);
    else days.push({ start, messages: [message] });
  }
  return days;
}

/** Tells whether a message goes on where the one before stopped: same writer, same breath. */
export function goesOn(before: Message | undefined, message: Message): boolean {
  if (!before || before.from.id !== message.from.id) return false;
  return Date.parse(message.created_at) - Date.parse(before.created_at) < BREATH_MS;
}

/** A day as people say it: "today", "yesterday", "Monday", "3 May 2026". */
export function dayName(start: Date, now = new Date()): string {
  const ago = Math.round((dayOf(now).getTime() - start.getTime()) / DAY_MS);
  if (ago >= 0 && ago <= 1) {
    return new Intl.RelativeTimeFormat(i18next.language, { numeric: "auto" }).format(-ago, "day");
  }
  const isRecent = ago > 1 && ago < 7;
  return new Intl.DateTimeFormat(
    i18next.language,
    isRecent ? { weekday: "long" } : { dateStyle: "long" },
  ).format(start);
}

/** A moment in as few signs as tell it: its time today, its day this week, else its date. */
export function shortMoment(iso: string, now = new Date()): string {
  const moment = new Date(iso);
  const ago = Math.round((dayOf(now).getTime() - dayOf(moment).getTime()) / DAY_MS);
  const style: Intl.DateTimeFormatOptions =
    ago <= 0 ? { timeStyle: "short" } : ago < 7 ? { weekday: "short" } : { dateStyle: "short" };
  return new Intl.DateTimeFormat(i18next.language, style).format(moment);
}

/** The time of a day. */
export function timeOf(iso: string): string {
  return new Intl.DateTimeFormat(i18next.language, { timeStyle: "short" }).format(new Date(iso));
}

function dayOf(moment: Date): Date {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate());
}
