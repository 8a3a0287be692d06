import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { ErrorState } from "@/components/ui/States.tsx";
import { sentenceOf, type Problem } from "@/lib/api/problem.ts";
import type { Secret } from "@/lib/secret.ts";

import { AnswerScreen, Hints } from "./AnswerScreen.tsx";
import { useFound } from "./found.ts";
import { ForPeople } from "./ForPeople.tsx";
import { FoundContent } from "./FoundContent.tsx";
import { Opening } from "./Opening.tsx";
import { PassphraseForm } from "./PassphraseForm.tsx";
import { Damaged, NeedsModel } from "./Unreadable.tsx";

interface FoundAnswerProps {
  jobId: string;
  known: Secret | null;
  actions?: ReactNode;
}

/** Something was found: it is opened and shown, or asked for what opens it. */
export function FoundAnswer({ jobId, known, actions }: FoundAnswerProps) {
  const { found, problem, isOpening, isTrying, tryWith, retry } = useFound(jobId, known);
  if (found) return <FoundContent found={found} actions={actions} />;
  if (isOpening || !problem) {
    return <Opening />;
  }
  switch (problem.code) {
    case "passphrase_required":
    case "wrong_key":
      return <Locked problem={problem} isTrying={isTrying} onTry={tryWith} actions={actions} />;
    case "recipient_key_required":
      return <ForPeople jobId={jobId} actions={actions} />;
    case "damaged_payload":
      return <Damaged correctedShare={null} actions={actions} />;
    case "needs_newer_version":
      return <NeedsModel model={null} actions={actions} />;
    default:
      return <ErrorState error={problem} onRetry={retry} />;
  }
}

interface LockedProps {
  problem: Problem;
  isTrying: boolean;
  onTry: (secret: Secret) => void;
  actions: ReactNode;
}

/** A passphrase opens it; after a wrong one, what may be wrong. */
function Locked({ problem, isTrying, onTry, actions }: LockedProps) {
  const { t } = useTranslation("answer");
  const isWrong = problem.code === "wrong_key";
  const words = isWrong ? "wrongKey" : "locked";
  return (
    <AnswerScreen
      icon="lock"
      tone={isWrong ? "warn" : "good"}
      title={t(`${words}.title`)}
      text={t(`${words}.text`)}
      actions={actions}
    >
      <PassphraseForm
        submitLabel={t(`${words}.open`)}
        error={isWrong && !isTrying ? sentenceOf(problem) : undefined}
        isBusy={isTrying}
        onSubmit={onTry}
      />
      {isWrong && (
        <Hints
          title={t("wrongKey.why")}
          hints={[t("wrongKey.typing"), t("wrongKey.another"), t("wrongKey.people")]}
        />
      )}
    </AnswerScreen>
  );
}
