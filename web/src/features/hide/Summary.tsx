import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/Button.tsx";
import { Notice } from "@/components/ui/Notice.tsx";
import { Card } from "@/components/ui/Page.tsx";
import { ErrorState } from "@/components/ui/States.tsx";
import { problemOf } from "@/lib/api/problem.ts";
import { formatBytes } from "@/lib/format.ts";

import { payloadFile, type Draft, type Lack } from "./draft.ts";
import { charactersOf } from "./meter.ts";
import type { Plan } from "./plan.ts";
import { wayInWords } from "./planWords.ts";

interface SummaryProps {
  draft: Draft;
  plan: Plan;
  lacks: readonly Lack[];
  /** Whether what is missing is to be said: only after somebody tried. */
  isAsked: boolean;
  isUploading: boolean;
  isSending: boolean;
  error: unknown;
  onSubmit: () => void;
}

/** What was said so far, and the button that does it. */
export function Summary({
  draft,
  plan,
  lacks,
  isAsked,
  isUploading,
  isSending,
  error,
  onSubmit,
}: SummaryProps) {
  const { t } = useTranslation("hide");
  const file = payloadFile(draft);
  const count = charactersOf(draft.text);
  const text = count > 0 ? t("summary.text", { count }) : null;
  const payload = draft.kind === "text" ? text : (file?.name ?? null);
  const lock = {
    passphrase: t("summary.locked"),
    people: t("summary.people", { count: draft.people.length }),
    nobody: t("summary.open"),
  }[draft.lock];
  return (
    <Card title={t("summary.heading")}>
      <dl className="mb-4 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-sm">
        <Line name={t("summary.cover")} value={draft.cover?.name ?? null} />
        <Line name={t("summary.payload")} value={payload} />
        <Line name={t("summary.where")} value={t(`way.destinations.${draft.destination}`)} />
        <Line name={t("summary.how")} value={wayInWords(t, plan)} />
        <Line name={t("summary.lock")} value={lock} />
      </dl>
      {/* Waits with the picture that is on its way: a press before that would do nothing. */}
      <Button tone="primary" className="w-full" isBusy={isSending || isUploading} onClick={onSubmit}>
        {isUploading ? t("summary.uploading") : t("summary.submit")}
      </Button>
      <div role="status" className="text-sm">
        {isAsked && lacks.length > 0 && (
          <div className="mt-4 text-danger">
            <p className="font-medium">{t("summary.lacking")}</p>
            <ul className="list-inside list-disc">
              {lacks.map((lack) => (
                <li key={lack}>{t(`summary.lacks.${lack}`)}</li>
              ))}
            </ul>
          </div>
        )}
      </div>
      {error !== null && (
        <div className="mt-4">
          <Refusal error={error} onRetry={onSubmit} />
        </div>
      )}
    </Card>
  );
}

function Line({ name, value }: { name: string; value: string | null }) {
  const { t } = useTranslation("hide");
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 truncate text-end" dir="auto">
        {value ?? <span className="text-muted">{t("summary.nothing")}</span>}
      </dd>
    </>
  );
}

/** Why the server did not take it; what does not fit is said in numbers. */
function Refusal({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation("hide");
  const { code, facts, isPassing } = problemOf(error);
  const { wanted_bytes: wanted, capacity_bytes: capacity } = facts;
  if (code === "payload_too_large" && typeof wanted === "number" && typeof capacity === "number") {
    return (
      <Notice
        tone="danger"
        isUrgent
        title={t("summary.tooLarge", { wanted: formatBytes(wanted), capacity: formatBytes(capacity) })}
      />
    );
  }
  return <ErrorState error={error} {...(isPassing ? { onRetry } : {})} />;
}
