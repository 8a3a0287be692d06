import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/Button.tsx";
import { Icon } from "@/components/ui/Icon.tsx";
import { formatNumber } from "@/lib/format.ts";

import {
  isPossible,
  MOST_STEPS,
  RANGES,
  STEP_KINDS,
  usualStep,
  type Step,
  type StepKind,
} from "./journey.ts";
import { stepInWords } from "./journeyWords.ts";

const CONTROL = "min-h-11 rounded-lg border border-edge bg-surface px-3 text-ink aria-invalid:border-danger";

/** Up to six things that happen to a picture on its way, in their order. */
export function JourneyBuilder({
  steps,
  onChange,
}: {
  steps: readonly Step[];
  onChange: (steps: readonly Step[]) => void;
}) {
  const { t } = useTranslation("hide");
  const replace = (at: number, step: Step) => onChange(steps.map((one, i) => (i === at ? step : one)));
  return (
    <fieldset className="flex min-w-0 flex-col gap-3 rounded-xl bg-sunken p-4">
      <legend className="sr-only">{t("journey.heading")}</legend>
      <p className="font-medium" aria-hidden="true">
        {t("journey.heading")}
      </p>
      <ol className="flex flex-col gap-2">
        {steps.map((step, at) => (
          <JourneyStep
            // Steps have no identity but their place.
            key={at}
            number={at + 1}
            step={step}
            onChange={(next) => replace(at, next)}
            onRemove={() => onChange(steps.filter((_, i) => i !== at))}
          />
        ))}
      </ol>
      {steps.length < MOST_STEPS ? (
        <div>
          <Button size="small" onClick={() => onChange([...steps, usualStep("jpeg")])}>
            <Icon name="plus" className="size-4" />
            {t("journey.add")}
          </Button>
        </div>
      ) : (
        <p className="text-sm text-muted">{t("journey.most")}</p>
      )}
    </fieldset>
  );
}

interface JourneyStepProps {
  number: number;
  step: Step;
  onChange: (step: Step) => void;
  onRemove: () => void;
}

function JourneyStep({ number, step, onChange, onRemove }: JourneyStepProps) {
  const { t } = useTranslation("hide");
  const { least, most, by } = RANGES[step.kind];
  const isWrong = !isPossible(step);
  const amount = t(`journey.amounts.${step.kind}`);
  return (
    <li>
      <div className="flex items-center gap-2">
        <select
          aria-label={t("journey.step", { number })}
          value={step.kind}
          onChange={(event) => onChange(usualStep(event.target.value as StepKind))}
          className={`${CONTROL} min-w-0 flex-1`}
        >
          {STEP_KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {t(`journey.kinds.${kind}`)}
            </option>
          ))}
        </select>
        <input
          type="number"
          inputMode="decimal"
          aria-label={amount}
          aria-invalid={isWrong || undefined}
          min={least}
          max={most}
          step={by}
          value={Number.isNaN(step.amount) ? "" : step.amount}
          onChange={(event) => onChange({ ...step, amount: event.target.valueAsNumber })}
          className={`${CONTROL} w-22`}
        />
        <Button
          tone="quiet"
          className="px-3"
          onClick={onRemove}
          aria-label={t("journey.remove", { number, step: stepInWords(t, step) })}
        >
          <Icon name="trash" />
        </Button>
      </div>
      {isWrong && (
        <p className="mt-1 text-sm text-danger" role="alert">
          {t("journey.range", {
            amount,
            least: formatNumber(least, by < 1 ? 2 : 0),
            most: formatNumber(most, by < 1 ? 2 : 0),
          })}
        </p>
      )}
    </li>
  );
}
