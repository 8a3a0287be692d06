import type { TFunction } from "i18next";

import { formatNumber, formatShare } from "@/lib/format.ts";

import { stepsOf, type Step } from "./journey.ts";

/** A step in words: "JPEG 75", "at most 1,600 px". */
export function stepInWords(t: TFunction<"hide">, { kind, amount }: Step): string {
  return t(`journey.names.${kind}`, { amount: amountInWords({ kind, amount }) });
}

/** A journey as the server names it, in words: "at most 1,600 px, JPEG 75, JPEG 75". */
export function journeyInWords(t: TFunction<"hide">, journey: string): string {
  const steps = stepsOf(journey);
  return steps.length > 0 ? steps.map((step) => stepInWords(t, step)).join(", ") : journey;
}

function amountInWords({ kind, amount }: Step): string {
  if (kind === "crop") return formatShare(amount);
  return formatNumber(amount, Number.isInteger(amount) ? 0 : amount * 10 === Math.round(amount * 10) ? 1 : 2);
}
