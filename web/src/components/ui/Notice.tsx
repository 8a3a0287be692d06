import type { ReactNode } from "react";

import { Icon, type IconName } from "./Icon.tsx";

export type NoticeTone = "info" | "good" | "warn" | "danger";

const LOOKS: Record<NoticeTone, [string, IconName]> = {
  info: ["bg-sunken text-ink border-line", "info"],
  good: ["bg-good-soft text-good border-good/30", "check"],
  warn: ["bg-warn-soft text-warn border-warn/30", "warning"],
  danger: ["bg-danger-soft text-danger border-danger/30", "error"],
};

interface NoticeProps {
  tone?: NoticeTone;
  title?: ReactNode;
  children?: ReactNode;
  /** Read out at once when it appears. */
  isUrgent?: boolean;
}

/** A message in the page: what happened, and what can be done. */
export function Notice({ tone = "info", title, children, isUrgent = false }: NoticeProps) {
  const [look, icon] = LOOKS[tone];
  return (
    <div role={isUrgent ? "alert" : undefined} className={`flex gap-3 rounded-xl border p-4 ${look}`}>
      <Icon name={icon} className="mt-0.5 size-5" />
      <div className="min-w-0 flex-1">
        {title && <p className="font-semibold">{title}</p>}
        {children && <div className="text-ink">{children}</div>}
      </div>
    </div>
  );
}
