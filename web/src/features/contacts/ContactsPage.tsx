import "./messages.ts";

import { useTranslation } from "react-i18next";

import { Card, Page } from "@/components/ui/Page.tsx";
import { EmptyState, ErrorState, LoadingState } from "@/components/ui/States.tsx";
import { useContacts } from "@/lib/people/contacts.ts";
import type { Contact } from "@/lib/people/standing.ts";

import { ContactRow } from "./ContactRow.tsx";
import { FindPerson } from "./FindPerson.tsx";

// What waits for an answer comes first.
const ORDER = ["pending", "accepted", "invited", "blocked"] as const;

/** Everybody one knows, and the way to somebody new. */
export function ContactsPage() {
  const { t } = useTranslation("contacts");
  return (
    <Page title={t("title")} lead={t("lead")}>
      <Card>
        <FindPerson />
      </Card>
      <Everybody />
    </Page>
  );
}

function Everybody() {
  const { t } = useTranslation("contacts");
  const { data, error, isPending, refetch } = useContacts();
  if (isPending) return <LoadingState />;
  if (!data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data.length === 0) {
    return (
      <EmptyState icon="contacts" title={t("empty.title")}>
        <p>{t("empty.text")}</p>
      </EmptyState>
    );
  }
  return ORDER.map((status) => (
    <Group key={status} status={status} contacts={data.filter((contact) => contact.status === status)} />
  ));
}

function Group({ status, contacts }: { status: Contact["status"]; contacts: Contact[] }) {
  const { t } = useTranslation("contacts");
  if (contacts.length === 0) return null;
  const ordered =
    status === "accepted"
      ? contacts.toSorted((one, other) => one.user.display_name.localeCompare(other.user.display_name))
      : contacts;
  return (
    <Card title={t(`${status}.title`)}>
      <ul className="-my-2 flex flex-col divide-y divide-line">
        {ordered.map((contact) => (
          <ContactRow key={contact.user.id} contact={contact} />
        ))}
      </ul>
    </Card>
  );
}
