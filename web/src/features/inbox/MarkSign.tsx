import { useTranslation } from "react-i18next";

import { Icon, type IconName } from "@/components/ui/Icon.tsx";

export type MessageMark = "waiting" | "sending" | "sent" | "delivered" | "read" | "failed";

const ICONS: Record<MessageMark, IconName> = {
  waiting: "clock",
  sending: "clock",
  sent: "check",
  delivered: "checks",
  read: "checks",
  failed: "error",
};
const COLOURS: Partial<Record<MessageMark, string>> = { read: "text-accent", failed: "text-danger" };

/** How far a message got, as a sign and in words. */
export function MarkSign({ mark }: { mark: MessageMark }) {
  const { t } = useTranslation("inbox");
  return (
    <span title={t(`mark.${mark}`)} className={COLOURS[mark]}>
      <Icon name={ICONS[mark]} className="size-4" />
      <span className="sr-only">{t(`mark.${mark}`)}</span>
    </span>
  );
}
