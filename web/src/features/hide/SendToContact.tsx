import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button, ButtonLink } from "@/components/ui/Button.tsx";
import { Dialog } from "@/components/ui/Dialog.tsx";
import { SelectField, TextArea } from "@/components/ui/Field.tsx";
import { Notice } from "@/components/ui/Notice.tsx";
import { EmptyState, ErrorState, LoadingState } from "@/components/ui/States.tsx";
import { api } from "@/lib/api/client.ts";
import type { Schemas } from "@/lib/api/types.ts";
import type { Job } from "@/lib/jobs/job.ts";
import { useContacts } from "@/lib/people/contacts.ts";
import { CONVERSATIONS } from "@/lib/people/places.ts";

interface SendToContactProps {
  job: Job;
  isOpen: boolean;
  onClose: () => void;
}

/** Sends the finished picture to one of the contacts, as it is, with a word if wanted. */
export function SendToContact({ job, isOpen, onClose }: SendToContactProps) {
  const { t } = useTranslation("hide");
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t("send.title")}>
      <Sending image={job.result?.blob ?? ""} />
    </Dialog>
  );
}

function Sending({ image }: { image: string }) {
  const { t } = useTranslation("hide");
  const contacts = useContacts();
  if (contacts.isError) return <ErrorState error={contacts.error} onRetry={() => void contacts.refetch()} />;
  if (!contacts.data) return <LoadingState rows={2} />;
  const people = contacts.data.filter(({ status }) => status === "accepted").map(({ user }) => user);
  if (people.length === 0) {
    return (
      <EmptyState icon="contacts" title={t("send.none")}>
        <p>{t("send.noneText")}</p>
        <ButtonLink to="/contacts" tone="primary">
          {t("send.contacts")}
        </ButtonLink>
      </EmptyState>
    );
  }
  return <SendForm image={image} people={people} />;
}

function SendForm({ image, people }: { image: string; people: readonly Schemas["Person"][] }) {
  const { t } = useTranslation("hide");
  const queryClient = useQueryClient();
  const [to, setTo] = useState(people[0]?.username ?? "");
  const [text, setText] = useState("");
  // Pressed twice, or tried again after a broken connection, it is one message.
  const [clientId] = useState(() => crypto.randomUUID());
  const sending = useMutation({
    mutationFn: async () => {
      const message = { to, image, client_id: clientId, ...(text.trim() ? { text: text.trim() } : {}) };
      return (await api.post<Schemas["Message"]>("/messages", message)).data;
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: CONVERSATIONS }),
  });
  if (sending.data) {
    const { conversation, to: recipient } = sending.data;
    return (
      <Notice tone="good" title={t("send.sent", { name: recipient.display_name })} isUrgent>
        <ButtonLink to={`/messages/${conversation}`} size="small" className="mt-3">
          {t("send.open")}
        </ButtonLink>
      </Notice>
    );
  }
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        sending.mutate();
      }}
    >
      <SelectField
        label={t("send.to")}
        value={to}
        onChange={setTo}
        options={people.map(({ username, display_name }) => ({
          value: username,
          label: `${display_name} (@${username})`,
        }))}
      />
      <TextArea
        label={t("send.text")}
        rows={3}
        maxLength={8000}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {sending.isError && <ErrorState error={sending.error} />}
      <div>
        <Button type="submit" tone="primary" isBusy={sending.isPending}>
          {t("send.send")}
        </Button>
      </div>
    </form>
  );
}
