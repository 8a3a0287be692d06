import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/Button.tsx";
import { formatAgo, formatMoment } from "@/lib/format.ts";
import type { Contact } from "@/lib/people/standing.ts";

import { StepQuestion, type Question } from "./StepQuestion.tsx";
import { ContactMenu } from "./ContactMenu.tsx";
import { KeyDialog } from "./KeyDialog.tsx";
import { PersonName } from "./PersonName.tsx";
import { useSteps } from "./steps.ts";
import { WriteButton } from "./WriteButton.tsx";

/** One person, and what can be done with them as things stand. */
export function ContactRow({ contact }: { contact: Contact }) {
  const { t } = useTranslation("contacts");
  const { user, status, since } = contact;
  const { take, isBusy } = useSteps();
  const [question, setQuestion] = useState<Question | null>(null);
  const [isComparing, setComparing] = useState(false);
  const whom = <span className="sr-only">: {user.display_name}</span>;
  return (
    <li className="flex flex-wrap items-center gap-3 py-3">
      <PersonName
        person={user}
        note={
          status === "invited"
            ? t("invited.since", { ago: formatAgo(since) })
            : status === "accepted" && t("accepted.since", { date: formatMoment(since) })
        }
      />
      <div className="flex flex-wrap items-center gap-2">
        {status === "pending" && (
          <>
            <Button tone="primary" isBusy={isBusy} onClick={() => take("accept", user)}>
              {t("pending.accept")}
              {whom}
            </Button>
            <Button disabled={isBusy} onClick={() => setQuestion("decline")}>
              {t("pending.decline")}
              {whom}
            </Button>
          </>
        )}
        {status === "invited" && (
          <Button isBusy={isBusy} onClick={() => take("remove", user)}>
            {t("invited.withdraw")}
            {whom}
          </Button>
        )}
        {status === "accepted" && <WriteButton person={user} />}
        {status === "blocked" && (
          <Button isBusy={isBusy} onClick={() => take("unblock", user)}>
            {t("blocked.unblock")}
            {whom}
          </Button>
        )}
        <ContactMenu contact={contact} onCompare={() => setComparing(true)} onAsk={setQuestion} />
      </div>
      <KeyDialog person={user} isOpen={isComparing} onClose={() => setComparing(false)} />
      <StepQuestion
        question={question}
        name={user.display_name}
        isBusy={isBusy}
        onClose={() => setQuestion(null)}
        onConfirm={(asked) => take(asked === "block" ? "block" : "remove", user, () => setQuestion(null))}
      />
    </li>
  );
}
