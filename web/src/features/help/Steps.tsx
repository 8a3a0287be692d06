import { useTranslation } from "react-i18next";

import { Icon, type IconName } from "@/components/ui/Icon.tsx";

import { Part } from "./Part.tsx";
import { SampleCovers } from "./SampleCovers.tsx";

const STEPS = [
  ["choose", "picture"],
  ["write", "text"],
  ["lock", "lock"],
  ["send", "send"],
] as const satisfies readonly (readonly [string, IconName])[];

/** From a picture to a message that was read, in four steps. */
export function Steps() {
  const { t } = useTranslation("help");
  return (
    <Part anchor="steps" title={t("steps.title")}>
      <ol className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        {STEPS.map(([step, icon], place) => (
          <li key={step} className="rounded-2xl border border-line bg-surface p-5">
            <div className="mb-3 flex items-center gap-3">
              <span
                className="flex size-9 items-center justify-center rounded-full bg-accent font-bold text-on-accent"
                aria-hidden="true"
              >
                {place + 1}
              </span>
              <Icon name={icon} className="size-6 text-accent" />
            </div>
            <h3 className="font-semibold">{t(`steps.${step}.title`)}</h3>
            <p className="mt-1 text-muted">{t(`steps.${step}.text`)}</p>
          </li>
        ))}
      </ol>
      <p className="flex gap-3 rounded-2xl bg-accent-soft p-5">
        <Icon name="info" className="mt-0.5 size-5 text-accent" />
        <span className="max-w-prose">{t("steps.tip")}</span>
      </p>
      <h3 className="font-semibold">{t("steps.samples")}</h3>
      <SampleCovers />
    </Part>
  );
}
