import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/Button.tsx";
import { TextField } from "@/components/ui/Field.tsx";
import { Icon } from "@/components/ui/Icon.tsx";
import { problemOf, sentenceOf } from "@/lib/api/problem.ts";
import { findPerson, useContacts } from "@/lib/people/contacts.ts";
import type { Person } from "@/lib/people/standing.ts";

import { PersonName } from "./PersonName.tsx";
import { useSteps } from "./steps.ts";
import { WriteButton } from "./WriteButton.tsx";

/** Finds somebody by their whole user name and says how one stands to them. */
export function FindPerson() {
  const { t } = useTranslation("contacts");
  const [typed, setTyped] = useState("");
  const find = useMutation({ mutationFn: findPerson });
  const wanted = typed.trim().replace(/^@/, "").toLowerCase();
  const isNobody = find.error !== null && problemOf(find.error).code === "user_not_found";
  const error = isNobody
    ? t("find.none", { username: find.variables })
    : find.error
      ? sentenceOf(find.error)
      : undefined;
  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted) find.mutate(wanted);
      }}
      className="flex flex-col gap-4"
    >
      <div className="flex flex-wrap items-start gap-3">
        <div className="min-w-0 flex-1 basis-64">
          <TextField
            label={t("find.label")}
            hint={t("find.hint")}
            error={error}
            value={typed}
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            maxLength={64}
            onChange={(event) => {
              setTyped(event.target.value);
              find.reset();
            }}
          />
        </div>
        <Button type="submit" tone="primary" isBusy={find.isPending} disabled={!wanted} className="sm:mt-7.5">
          <Icon name="search" />
          {t("find.action")}
        </Button>
      </div>
      <div aria-live="polite">{find.data && <Found person={find.data.user} status={find.data.status} />}</div>
    </form>
  );
}

function Found({ person, status }: { person: Person; status: string | null }) {
  const { t } = useTranslation("contacts");
  const contacts = useContacts().data;
  const { take, isBusy } = useSteps();
  // Once the list is there it knows best: it hears of every change.
  const standing = contacts
    ? contacts.find(({ user }) => user.id === person.id)?.status
    : (status ?? undefined);
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-xl bg-sunken p-4">
      <PersonName person={person} note={standing && t(`find.${standing as "invited"}`)} />
      {!standing && (
        <Button tone="primary" isBusy={isBusy} onClick={() => take("invite", person)}>
          {t("find.invite")}
        </Button>
      )}
      {standing === "pending" && (
        <Button tone="primary" isBusy={isBusy} onClick={() => take("accept", person)}>
          {t("pending.accept")}
        </Button>
      )}
      {standing === "accepted" && <WriteButton person={person} />}
      {standing === "blocked" && (
        <Button isBusy={isBusy} onClick={() => take("unblock", person)}>
          {t("blocked.unblock")}
        </Button>
      )}
    </div>
  );
}
