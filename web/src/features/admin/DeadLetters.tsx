import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Badge } from "@/components/ui/Badge.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { EmptyState, ErrorState, LoadingState } from "@/components/ui/States.tsx";
import { toast } from "@/components/ui/Toasts.tsx";
import { formatMoment } from "@/lib/format.ts";

import { Confirm } from "@/components/ui/Confirm.tsx";
import { FEW, MOST, useDeadLetters, useRedrive, type DeadLetter } from "./deadLetters.ts";

/** Messages that nobody could handle, and the way back for each. */
export function DeadLetters() {
  const { t } = useTranslation("admin");
  const { t: common } = useTranslation();
  const [limit, setLimit] = useState(FEW);
  const { data, isPending, isError, isSuccess, isFetching, error, refetch } = useDeadLetters(limit);
  const redrive = useRedrive();
  const [asked, setAsked] = useState<DeadLetter | null>(null);

  return (
    <div className="flex flex-col gap-5">
      <p className="max-w-prose text-muted">{t("letters.lead")}</p>
      {isPending && <LoadingState rows={4} />}
      {isError && <ErrorState error={error} onRetry={() => void refetch()} />}
      {isSuccess && data.length === 0 && (
        <EmptyState icon="check" title={t("letters.empty.title")}>
          <p>{t("letters.empty.text")}</p>
        </EmptyState>
      )}
      {data && data.length > 0 && (
        <ul
          aria-label={t("letters.list")}
          className="divide-y divide-line rounded-2xl border border-line bg-surface"
        >
          {data.map((letter) => (
            <Letter
              key={letter.id}
              letter={letter}
              onRedrive={() => {
                redrive.reset();
                setAsked(letter);
              }}
            />
          ))}
        </ul>
      )}
      {data && data.length >= limit && limit < MOST && (
        <Button className="self-center" isBusy={isFetching} onClick={() => setLimit(MOST)}>
          {common("state.more")}
        </Button>
      )}
      <Confirm
        isOpen={asked !== null}
        title={t("letters.confirm.title")}
        action={t("letters.redrive")}
        isBusy={redrive.isPending}
        error={redrive.error}
        onConfirm={() => {
          if (!asked) return;
          redrive.mutate(asked.id, {
            onSuccess: () => {
              setAsked(null);
              toast(t("letters.done"));
            },
          });
        }}
        onClose={() => setAsked(null)}
      >
        {asked && <p>{t("letters.confirm.text", { topic: asked.topic })}</p>}
      </Confirm>
    </div>
  );
}

function Letter({ letter, onRedrive }: { letter: DeadLetter; onRedrive: () => void }) {
  const { t } = useTranslation("admin");
  const when = formatMoment(letter.at);
  return (
    <li className="flex flex-col gap-3 p-4 sm:flex-row sm:items-center sm:gap-6">
      <div className="min-w-0 flex-1">
        <p className="font-mono font-semibold break-all">{letter.topic}</p>
        <p dir="auto" lang="en" className="break-words">
          {letter.reason}
        </p>
        <p className="mt-1.5 flex flex-wrap gap-x-4 gap-y-1 text-sm text-muted">
          <span>{t("letters.at", { when })}</span>
          {letter.key && (
            <span className="break-all">
              {t("letters.key")} <span className="font-mono">{letter.key}</span>
            </span>
          )}
          {letter.request_id && (
            <span className="break-all">
              {t("letters.request")} <span className="font-mono">{letter.request_id}</span>
            </span>
          )}
        </p>
      </div>
      {letter.redriven_at ? (
        <Badge tone="good">{t("letters.redriven", { when: formatMoment(letter.redriven_at) })}</Badge>
      ) : (
        <Button
          size="small"
          className="self-start sm:self-center"
          aria-label={t("letters.redriveOne", { topic: letter.topic, when })}
          onClick={onRedrive}
        >
          {t("letters.redrive")}
        </Button>
      )}
    </li>
  );
}
