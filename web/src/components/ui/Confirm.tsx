import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Button, type ButtonTone } from "./Button.tsx";
import { Dialog } from "./Dialog.tsx";
import { Notice } from "./Notice.tsx";
import { sentenceOf } from "@/lib/api/problem.ts";

interface ConfirmProps {
  isOpen: boolean;
  title: string;
  children: ReactNode;
  action: string;
  tone?: ButtonTone;
  isBusy: boolean;
  /** Why the last try was refused, if it was. */
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something that others will notice, and says in place why it was refused. */
export function Confirm({
  isOpen,
  title,
  children,
  action,
  tone = "primary",
  isBusy,
  error,
  onConfirm,
  onClose,
}: ConfirmProps) {
  const { t } = useTranslation();
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={title}>
      <div className="flex flex-col gap-2 text-muted">{children}</div>
      {error !== null && <Notice tone="danger" title={sentenceOf(error)} isUrgent />}
      <div className="flex flex-wrap justify-end gap-3">
        <Button onClick={onClose}>{t("state.cancel")}</Button>
        <Button tone={tone} isBusy={isBusy} onClick={onConfirm}>
          {action}
        </Button>
      </div>
    </Dialog>
  );
}
