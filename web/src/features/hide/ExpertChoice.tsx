import { useTranslation } from "react-i18next";

import { SelectField } from "@/components/ui/Field.tsx";

import type { ChangeDraft, Draft } from "./draft.ts";
import { isJpegPossible, possibleModes, type Plan } from "./plan.ts";

interface ExpertChoiceProps {
  draft: Draft;
  plan: Plan;
  onChange: ChangeDraft;
}

/** What the app would decide by itself, for those who know better. */
export function ExpertChoice({ draft, plan, onChange }: ExpertChoiceProps) {
  const { t } = useTranslation("hide");
  const [usual, ...others] = possibleModes(draft);
  const outputs = isJpegPossible(plan) ? (["auto", "png", "jpeg"] as const) : (["auto", "png"] as const);
  const isOutputPossible = outputs.some((output) => output === draft.output);
  return (
    <details>
      <summary className="min-h-9 cursor-pointer py-1.5 text-sm font-medium text-accent">
        {t("way.expert")}
      </summary>
      <div className="mt-2 grid gap-4 sm:grid-cols-2">
        {usual && others.length > 0 && (
          <SelectField
            label={t("way.mode")}
            value={others.some((mode) => mode === draft.mode) ? draft.mode : "auto"}
            onChange={(mode) => onChange({ mode })}
            options={[
              { value: "auto", label: t("way.auto", { mode: t(`way.modes.${usual}`) }) },
              ...others.map((mode) => ({ value: mode, label: t(`way.modes.${mode}`) })),
            ]}
          />
        )}
        <SelectField
          label={t("way.output")}
          hint={plan.mode === "image" ? t("way.outputHintPicture") : t("way.outputHint")}
          value={isOutputPossible ? draft.output : "auto"}
          onChange={(output) => onChange({ output })}
          options={outputs.map((output) => ({ value: output, label: t(`way.outputs.${output}`) }))}
        />
      </div>
    </details>
  );
}
