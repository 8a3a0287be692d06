import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { formatShare } from "@/lib/format.ts";

import { AnswerScreen, Hints } from "./AnswerScreen.tsx";

/** Something is there, beyond repair. */
export function Damaged({ correctedShare, actions }: { correctedShare: number | null; actions?: ReactNode }) {
  const { t } = useTranslation("answer");
  return (
    <AnswerScreen
      icon="warning"
      tone="warn"
      title={t("damaged.title")}
      text={
        <>
          <p>{t("damaged.text")}</p>
          {correctedShare !== null && correctedShare > 0 && (
            <p>{t("damaged.corrected", { share: formatShare(correctedShare, 1) })}</p>
          )}
        </>
      }
      actions={actions}
    >
      <Hints
        title={t("next")}
        hints={[t("damaged.original"), t("damaged.asFile"), t("damaged.screenshot")]}
      />
    </AnswerScreen>
  );
}

/** Made by something that this server does not have; `model` names it where it is known. */
export function NeedsModel({ model, actions }: { model: string | null; actions?: ReactNode }) {
  const { t } = useTranslation("answer");
  return (
    <AnswerScreen
      icon="info"
      tone="neutral"
      title={t("needsModel.title")}
      text={
        <>
          <p>{t("needsModel.text")}</p>
          {model && (
            <p>
              {t("needsModel.which")} <code className="rounded bg-sunken px-1.5 text-ink">{model}</code>
            </p>
          )}
        </>
      }
      actions={actions}
    >
      <Hints title={t("next")} hints={[t("needsModel.ask"), t("needsModel.keep")]} />
    </AnswerScreen>
  );
}
