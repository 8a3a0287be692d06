import { useTranslation } from "react-i18next";

import { Button } from "./Button.tsx";
import { Icon } from "./Icon.tsx";
import { toast } from "./Toasts.tsx";

/** Copies a text to the clipboard and says so. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const { t } = useTranslation();
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => toast(t("copy.done")),
      () => toast(t("copy.failed"), "danger"),
    );
  };
  return (
    <Button size="small" onClick={copy}>
      <Icon name="copy" className="size-4" />
      {label ?? t("copy.text")}
    </Button>
  );
}
