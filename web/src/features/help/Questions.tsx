import { useTranslation } from "react-i18next";

import { Icon } from "@/components/ui/Icon.tsx";

import { Part } from "./Part.tsx";

const QUESTIONS = [
  "survive",
  "formats",
  "remember",
  "pictures",
  "crop",
  "fail",
  "refused",
  "forgotten",
  "proof",
] as const;

/** What users of such tools ask again and again, answered. */
export function Questions() {
  const { t } = useTranslation("help");
  return (
    <Part anchor="questions" title={t("questions.title")}>
      <div className="divide-y divide-line rounded-2xl border border-line bg-surface">
        {QUESTIONS.map((name) => (
          <details key={name} className="group px-5">
            <summary className="flex min-h-14 cursor-pointer list-none items-center justify-between gap-4 py-3 font-medium [&::-webkit-details-marker]:hidden">
              {t(`questions.${name}.question`)}
              <Icon name="plus" className="size-5 text-accent group-open:rotate-45" />
            </summary>
            <p className="max-w-prose pb-5 text-muted">{t(`questions.${name}.answer`)}</p>
          </details>
        ))}
      </div>
    </Part>
  );
}
