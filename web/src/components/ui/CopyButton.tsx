import { useTranslation } from "react-i18next";

import { Button, type ButtonSize, type ButtonTone } from "./Button.tsx";
import { Icon } from "./Icon.tsx";
import { toast } from "./Toasts.tsx";

/** Copies a text to the clipboard and says so. */
export function CopyButton({
  text,
  label,
  tone = "secondary",
  size = "small",
}: {
  text: string;
  label?: string;
  tone?: ButtonTone;
  size?: ButtonSize;
}) {
  const { t } = useTranslation();
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => toast(t("copy.done")),
      () => toast(t("copy.failed"), "danger"),
    );
  };
  return (
    <Button tone={tone} size={size} onClick={copy}>
      <Icon name="copy" className="size-4" />
      {label ?? t("copy.text")}
    </Button>
  );
}
