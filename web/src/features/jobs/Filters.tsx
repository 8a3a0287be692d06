import { useTranslation } from "react-i18next";

import { Choices } from "@/components/ui/Choices.tsx";
import { SelectField } from "@/components/ui/Field.tsx";

import { KINDS, STATES, type Filter } from "./filters.ts";

/** Chooses which jobs are shown. */
export function Filters({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) {
  const { t } = useTranslation("jobs");
  return (
    <div className="flex flex-wrap items-end justify-between gap-4">
      <div className="hidden whitespace-nowrap md:block">
        <Choices
          look="row"
          label={t("filter.state")}
          value={filter.state}
          onChange={(state) => onChange({ ...filter, state })}
          options={STATES.map((value) => ({ value, label: t(`filter.states.${value}`) }))}
        />
      </div>
      <div className="min-w-36 flex-1 md:hidden">
        <SelectField
          label={t("filter.state")}
          value={filter.state}
          onChange={(state) => onChange({ ...filter, state })}
          options={STATES.map((value) => ({ value, label: t(`filter.states.${value}`) }))}
        />
      </div>
      <div className="min-w-36 flex-1 md:max-w-48">
        <SelectField
          label={t("filter.kind")}
          value={filter.kind}
          onChange={(kind) => onChange({ ...filter, kind })}
          options={KINDS.map((value) => ({ value, label: t(`filter.kinds.${value}`) }))}
        />
      </div>
    </div>
  );
}
