import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/Button.tsx";
import { Dialog } from "@/components/ui/Dialog.tsx";
import { isolated } from "@/lib/format.ts";

/** What is asked before it is done. */
export type Question = "remove" | "block" | "decline";

interface ConfirmProps {
  question: Question | null;
  name: string;
  isBusy: boolean;
  onClose: () => void;
  onConfirm: (question: Question) => void;
}

/** Asks whether a step is meant, and says what it does. */
export function Confirm({ question, name, isBusy, onClose, onConfirm }: ConfirmProps) {
  const { t } = useTranslation("contacts");
  const { t: common } = useTranslation();
  return (
    <Dialog
      isOpen={question !== null}
      onClose={onClose}
      title={question ? t(`confirm.${question}.title`, { name: isolated(name) }) : ""}
    >
      {question && (
        <>
          <p>{t(`confirm.${question}.text`)}</p>
          <div className="flex flex-wrap justify-end gap-2">
            <Button onClick={onClose}>{common("state.cancel")}</Button>
            <Button tone="danger" isBusy={isBusy} onClick={() => onConfirm(question)}>
              {t(`confirm.${question}.action`)}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}
