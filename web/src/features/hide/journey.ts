/** What a picture goes through on its way: steps such as JPEG of quality 75, as the server writes them. */
export const STEP_KINDS = ["jpeg", "webp", "resize", "fit", "crop", "blur", "noise"] as const;
export type StepKind = (typeof STEP_KINDS)[number];

export interface Step {
  kind: StepKind;
  amount: number;
}

interface Range {
  least: number;
  most: number;
  by: number;
  usual: number;
}

export const RANGES: Record<StepKind, Range> = {
  jpeg: { least: 10, most: 100, by: 1, usual: 75 },
  webp: { least: 10, most: 100, by: 1, usual: 80 },
  resize: { least: 0.3, most: 1.5, by: 0.05, usual: 0.5 },
  fit: { least: 64, most: 8192, by: 1, usual: 1600 },
  crop: { least: 0.01, most: 0.1, by: 0.01, usual: 0.05 },
  blur: { least: 0.1, most: 2, by: 0.1, usual: 1 },
  noise: { least: 0.1, most: 20, by: 0.1, usual: 3 },
};
export const MOST_STEPS = 6;

/** A step with a usual amount. */
export function usualStep(kind: StepKind): Step {
  return { kind, amount: RANGES[kind].usual };
}

/** Tells whether the server takes this step. */
export function isPossible({ kind, amount }: Step): boolean {
  return amount >= RANGES[kind].least && amount <= RANGES[kind].most;
}

/** The steps as the server takes them: `resize:0.5,jpeg:75`; null while none or an impossible one is among them. */
export function channelOf(steps: readonly Step[]): string | null {
  if (steps.length === 0 || steps.length > MOST_STEPS || !steps.every(isPossible)) return null;
  return steps.map(({ kind, amount }) => `${kind}:${amount}`).join(",");
}

/** The steps of a journey that the server names; what this page does not know is left out. */
export function stepsOf(channel: string): Step[] {
  return channel.split(",").flatMap((part) => {
    const [name, amount] = part.split(":");
    const kind = STEP_KINDS.find((known) => known === name);
    return kind && Number.isFinite(Number(amount)) ? [{ kind, amount: Number(amount) }] : [];
  });
}

/** The coarsest JPEG quality on a way that only compresses; null where something else happens, too. */
export function jpegQualityOf(channel: string): number | null {
  const steps = stepsOf(channel);
  if (steps.length === 0 || steps.some(({ kind }) => kind !== "jpeg")) return null;
  return Math.min(...steps.map(({ amount }) => amount));
}
