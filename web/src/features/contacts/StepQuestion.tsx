import { useTranslation } from "react-i18next";

import { Confirm } from "@/components/ui/Confirm.tsx";
import { isolated } from "@/lib/format.ts";

/** What is asked before it is done. */
export type Question = "remove" | "block" | "decline";

interface StepQuestionProps {
  question: Question | null;
  name: string;
  isBusy: boolean;
  onClose: () => void;
  onConfirm: (question: Question) => void;
}

/** Asks whether a step is meant, and says what it does. */
export function StepQuestion({ question, name, isBusy, onClose, onConfirm }: StepQuestionProps) {
  const { t } = useTranslation("contacts");
  return (
    <Confirm
      isOpen={question !== null}
      title={question ? t(`confirm.${question}.title`, { name: isolated(name) }) : ""}
      action={question ? t(`confirm.${question}.action`) : ""}
      tone="danger"
      isBusy={isBusy}
      error={null}
      onClose={onClose}
      onConfirm={() => question && onConfirm(question)}
    >
      {question && <p>{t(`confirm.${question}.text`)}</p>}
    </Confirm>
  );
}
