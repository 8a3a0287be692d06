import { useTranslation } from "react-i18next";

import { strengthOf } from "@/lib/strength.ts";

const WORDS = ["none", "weak", "fair", "good", "strong"] as const;
const COLOURS = ["bg-danger", "bg-danger", "bg-warn", "bg-good", "bg-good"] as const;

/** Says how hard a passphrase is to guess, in words and colour. */
export function StrengthMeter({ text }: { text: string }) {
  const { t } = useTranslation();
  if (text === "") return null;
  const strength = strengthOf(text);
  return (
    <div className="flex items-center gap-3 text-sm" aria-live="polite">
      <div className="flex flex-1 gap-1" aria-hidden="true">
        {[1, 2, 3, 4].map((step) => (
          <div
            key={step}
            className={`h-1.5 flex-1 rounded-full ${step <= Math.max(1, strength) ? COLOURS[strength] : "bg-line"}`}
          />
        ))}
      </div>
      <span className="text-muted">{t(`strength.${WORDS[strength]}`)}</span>
    </div>
  );
}
