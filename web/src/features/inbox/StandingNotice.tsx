import { useTranslation } from "react-i18next";

import { Button, ButtonLink } from "@/components/ui/Button.tsx";
import { isolated } from "@/lib/format.ts";
import { useContacts, useContactStep } from "@/lib/people/contacts.ts";
import type { Person } from "@/lib/people/standing.ts";

/** Why one cannot write to somebody. */
export type Hindrance = "blocked" | "invited" | "pending" | "none";

/** What keeps one from writing to a person, if anything; nothing while that is not known. */
export function useHindrance(person: Person): Hindrance | null {
  const contacts = useContacts().data;
  if (!contacts) return null;
  const status = contacts.find(({ user }) => user.id === person.id)?.status ?? "none";
  return status === "accepted" ? null : status;
}

/** Says why one cannot write, in place of the room for it, and what can be done. */
export function StandingNotice({ person, hindrance }: { person: Person; hindrance: Hindrance }) {
  const { t } = useTranslation("inbox");
  const step = useContactStep();
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 border-t border-line bg-sunken px-5 py-4">
      <p className="min-w-0 flex-1 basis-64 wrap-anywhere">
        {t(`standing.${hindrance}`, { name: isolated(person.display_name) })}
      </p>
      {hindrance === "blocked" ? (
        <Button
          size="small"
          isBusy={step.isPending}
          onClick={() => step.mutate({ step: "unblock", user: person })}
        >
          {t("standing.unblock")}
        </Button>
      ) : (
        <ButtonLink size="small" to="/contacts">
          {t("standing.contacts")}
        </ButtonLink>
      )}
    </div>
  );
}
