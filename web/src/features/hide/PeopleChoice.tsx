import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { ButtonLink } from "@/components/ui/Button.tsx";
import { Notice } from "@/components/ui/Notice.tsx";
import { ErrorState, LoadingState } from "@/components/ui/States.tsx";
import { useContacts } from "@/lib/people/contacts.ts";
import { useUser } from "@/lib/session.ts";

import type { ChangeDraft, Draft } from "./draft.ts";
import { useKeyStates } from "./people.ts";

/** Who of the contacts may read it, each with the key that they have, and oneself. */
export function PeopleChoice({ draft, onChange }: { draft: Draft; onChange: ChangeDraft }) {
  const { t } = useTranslation("hide");
  const me = useUser();
  const contacts = useContacts();
  const people = (contacts.data ?? []).filter(({ status }) => status === "accepted").map(({ user }) => user);
  const keys = useKeyStates([...people.map(({ username }) => username), me.username], true);

  if (contacts.isError) return <ErrorState error={contacts.error} onRetry={() => void contacts.refetch()} />;
  if (!contacts.data) return <LoadingState rows={2} />;
  if (people.length === 0) {
    return (
      <Notice title={t("lock.noContacts")}>
        <ButtonLink to="/contacts" size="small" className="mt-2">
          {t("lock.toContacts")}
        </ButtonLink>
      </Notice>
    );
  }
  const change = (username: string, isChosen: boolean) =>
    onChange({
      people: isChosen ? [...draft.people, username] : draft.people.filter((other) => other !== username),
    });
  const hasOwnKey = keys.get(me.username) !== "none";
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 font-medium">{t("lock.people")}</legend>
      {people.map(({ username, display_name: name }) => {
        const hasKey = keys.get(username) !== "none";
        return (
          <Tick
            key={username}
            isTicked={draft.people.includes(username)}
            isPossible={hasKey}
            onChange={(isChosen) => change(username, isChosen)}
            hint={hasKey ? `@${username}` : t("lock.noKey")}
          >
            <span dir="auto">{name}</span>
          </Tick>
        );
      })}
      <Tick
        isTicked={draft.isForMe && hasOwnKey}
        isPossible={hasOwnKey}
        onChange={(isForMe) => onChange({ isForMe })}
        hint={hasOwnKey ? t("lock.meHint") : t("lock.meNoKey")}
      >
        {t("lock.me")}
      </Tick>
    </fieldset>
  );
}

interface TickProps {
  isTicked: boolean;
  isPossible: boolean;
  onChange: (isTicked: boolean) => void;
  hint: ReactNode;
  children: ReactNode;
}

function Tick({ isTicked, isPossible, onChange, hint, children }: TickProps) {
  return (
    <label
      className={`flex min-h-11 items-center gap-3 rounded-xl border border-line px-4 py-2 ${isPossible ? "cursor-pointer hover:bg-sunken" : ""}`}
    >
      <input
        type="checkbox"
        checked={isTicked}
        disabled={!isPossible}
        onChange={(event) => onChange(event.target.checked)}
        className="size-5 shrink-0 accent-accent"
      />
      <span className="min-w-0">
        <span className="block truncate font-medium">{children}</span>
        <span className="block text-sm text-muted">{hint}</span>
      </span>
    </label>
  );
}
