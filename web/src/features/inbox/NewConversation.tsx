import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { Avatar } from "@/components/ui/Avatar.tsx";
import { ButtonLink } from "@/components/ui/Button.tsx";
import { Dialog } from "@/components/ui/Dialog.tsx";
import { TextField } from "@/components/ui/Field.tsx";
import { EmptyState, ErrorState, LoadingState } from "@/components/ui/States.tsx";
import { useContacts } from "@/lib/people/contacts.ts";
import { useOpenConversation } from "@/lib/people/conversations.ts";
import type { Person } from "@/lib/people/standing.ts";

/** Chooses the contact to write to. */
export function NewConversation({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation("inbox");
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t("new.title")}>
      <Choice onClose={onClose} />
    </Dialog>
  );
}

function Choice({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("inbox");
  const contacts = useContacts();
  const open = useOpenConversation();
  const navigate = useNavigate();
  const [sought, setSought] = useState("");

  if (contacts.isPending) return <LoadingState />;
  if (!contacts.data) return <ErrorState error={contacts.error} onRetry={() => void contacts.refetch()} />;
  const people = contacts.data.filter(({ status }) => status === "accepted").map(({ user }) => user);
  if (people.length === 0) {
    return (
      <EmptyState icon="contacts" title={t("new.empty")}>
        <p>{t("new.emptyText")}</p>
        <ButtonLink to="/contacts" tone="primary">
          {t("new.toContacts")}
        </ButtonLink>
      </EmptyState>
    );
  }
  const write = (person: Person) =>
    open.mutate(person.username, {
      onSuccess: ({ id }) => {
        onClose();
        void navigate(`/messages/${id}`);
      },
    });
  const found = people.filter((person) => isCalled(person, sought));
  return (
    <>
      <TextField
        label={t("new.search")}
        type="search"
        dir="auto"
        autoComplete="off"
        value={sought}
        onChange={(event) => setSought(event.target.value)}
      />
      {open.error && <ErrorState error={open.error} />}
      {found.length === 0 && <p className="text-muted">{t("new.none")}</p>}
      <ul className="-mx-2 flex max-h-80 flex-col overflow-y-auto">
        {found.map((person) => (
          <li key={person.id}>
            <button
              type="button"
              disabled={open.isPending}
              onClick={() => write(person)}
              className="flex min-h-14 w-full items-center gap-3 rounded-xl px-2 text-start hover:bg-sunken focus-visible:-outline-offset-2"
            >
              <Avatar name={person.display_name} size="small" />
              <span className="min-w-0">
                <span className="block truncate font-medium">
                  <bdi>{person.display_name}</bdi>
                </span>
                <span className="block truncate text-sm text-muted">@{person.username}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function isCalled({ display_name, username }: Person, sought: string): boolean {
  const wanted = sought.trim().toLocaleLowerCase();
  return display_name.toLocaleLowerCase().includes(wanted) || username.includes(wanted);
}
