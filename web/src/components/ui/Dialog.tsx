import { useEffect, useId, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Icon } from "./Icon.tsx";

interface DialogProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  /** Wide for pictures. */
  width?: "normal" | "wide";
  children: ReactNode;
}

const WIDTHS = { normal: "max-w-lg", wide: "max-w-5xl" };

/** A dialog over the page: the platform's own, which holds the focus, closes on Escape and hides the rest. */
export function Dialog({ isOpen, onClose, title, width = "normal", children }: DialogProps) {
  const { t } = useTranslation();
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();

  useEffect(() => {
    const dialog = ref.current;
    if (isOpen && !dialog?.open) dialog?.showModal();
    if (!isOpen && dialog?.open) dialog.close();
  }, [isOpen]);

  return (
    <dialog
      ref={ref}
      aria-labelledby={id}
      onClose={onClose}
      onClick={(event) => event.target === event.currentTarget && onClose()}
      className={`m-auto w-full ${WIDTHS[width]} rounded-2xl bg-surface p-0 text-ink shadow-xl backdrop:bg-black/50`}
    >
      {isOpen && (
        <div className="flex flex-col gap-4 p-6">
          <div className="flex items-start justify-between gap-4">
            <h2 id={id} className="min-w-0 text-xl font-semibold wrap-anywhere">
              {title}
            </h2>
            <button
              type="button"
              onClick={onClose}
              aria-label={t("dialog.close")}
              className="-m-2 rounded-lg p-2 hover:bg-sunken"
            >
              <Icon name="close" />
            </button>
          </div>
          {children}
        </div>
      )}
    </dialog>
  );
}
