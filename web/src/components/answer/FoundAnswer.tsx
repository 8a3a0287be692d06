import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Card } from "@/components/ui/Page.tsx";
import { Spinner } from "@/components/ui/Spinner.tsx";
import { ErrorState } from "@/components/ui/States.tsx";
import { sentenceOf } from "@/lib/api/problem.ts";
import type { Secret } from "@/lib/secret.ts";

import { AnswerScreen, Hints } from "./AnswerScreen.tsx";
import { useFound } from "./found.ts";
import { FoundContent } from "./FoundContent.tsx";
import { PassphraseForm } from "./PassphraseForm.tsx";
import { Damaged, NeedsModel } from "./Unreadable.tsx";

interface FoundAnswerProps {
  jobId: string;
  known: Secret | null;
  actions?: ReactNode;
}

/** Something was found: it is opened and shown, or asked for what opens it. */
export function FoundAnswer({ jobId, known, actions }: FoundAnswerProps) {
  const { t } = useTranslation("answer");
  const { found, problem, isOpening, isTrying, tryWith, retry } = useFound(jobId, known);
  if (found) return <FoundContent found={found} actions={actions} />;
  if (isOpening || !problem) {
    return (
      <Card>
        <p role="status" className="flex items-center gap-3">
          <Spinner className="size-5 text-accent" />
          {t("opening")}
        </p>
      </Card>
    );
  }
  switch (problem.code) {
    case "passphrase_required":
      return (
        <AnswerScreen
          icon="lock"
          tone="good"
          title={t("locked.title")}
          text={t("locked.text")}
          actions={actions}
        >
          <PassphraseForm submitLabel={t("locked.open")} isBusy={isTrying} onSubmit={tryWith} />
        </AnswerScreen>
      );
    case "wrong_key":
      return (
        <AnswerScreen
          icon="lock"
          tone="warn"
          title={t("wrongKey.title")}
          text={t("wrongKey.text")}
          actions={actions}
        >
          <PassphraseForm
            submitLabel={t("wrongKey.again")}
            error={isTrying ? undefined : sentenceOf(problem)}
            isBusy={isTrying}
            onSubmit={tryWith}
          />
          <Hints
            title={t("wrongKey.why")}
            hints={[t("wrongKey.typing"), t("wrongKey.another"), t("wrongKey.people")]}
          />
        </AnswerScreen>
      );
    case "recipient_key_required":
      return (
        <AnswerScreen
          icon="contacts"
          tone="neutral"
          title={t("people.title")}
          text={t("people.text")}
          actions={actions}
        />
      );
    case "damaged_payload":
      return <Damaged correctedShare={null} actions={actions} />;
    case "needs_newer_version":
      return <NeedsModel model={null} actions={actions} />;
    default:
      return <ErrorState error={problem} onRetry={retry} />;
  }
}
