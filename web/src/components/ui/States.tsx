import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { problemOf, sentenceOf } from "@/lib/api/problem.ts";

import { Button } from "./Button.tsx";
import { Icon, type IconName } from "./Icon.tsx";
import { Notice } from "./Notice.tsx";

/** A list that holds nothing yet, and the way to its first entry. */
export function EmptyState({
  icon,
  title,
  children,
}: {
  icon: IconName;
  title: string;
  children?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-center gap-3 rounded-2xl border border-dashed border-edge px-6 py-12 text-center">
      <span className="rounded-full bg-accent-soft p-4 text-accent">
        <Icon name={icon} className="size-7" />
      </span>
      <p className="text-lg font-semibold">{title}</p>
      {children && <div className="flex max-w-prose flex-col items-center gap-4 text-muted">{children}</div>}
    </div>
  );
}

/** What could not be loaded, why, and another try. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const { requestId } = problemOf(error);
  return (
    <Notice tone="danger" title={sentenceOf(error)} isUrgent>
      {requestId && (
        <p className="text-sm wrap-anywhere text-muted">{t("state.request", { id: requestId })}</p>
      )}
      {onRetry && (
        <Button size="small" className="mt-3" onClick={onRetry}>
          {t("state.retry")}
        </Button>
      )}
    </Notice>
  );
}

/** Room for something that is being loaded. */
export function LoadingState({ rows = 3 }: { rows?: number }) {
  const { t } = useTranslation();
  return (
    <div role="status" className="flex flex-col gap-3">
      <span className="sr-only">{t("state.loading")}</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="h-16 animate-pulse rounded-xl bg-sunken" />
      ))}
    </div>
  );
}
