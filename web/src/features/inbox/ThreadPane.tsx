import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ButtonLink } from "@/components/ui/Button.tsx";
import { EmptyState, ErrorState, LoadingState } from "@/components/ui/States.tsx";
import { problemOf } from "@/lib/api/problem.ts";
import { useConversations } from "@/lib/people/conversations.ts";
import { useThread } from "@/lib/people/messages.ts";
import type { Person } from "@/lib/people/standing.ts";
import { messagesOf, type Message } from "@/lib/people/thread.ts";
import { useUser } from "@/lib/session.ts";

import { Announcements } from "./Announcements.tsx";
import { useAttachment } from "./attachment.ts";
import { Composer } from "./Composer.tsx";
import type { Earlier } from "./EarlierButton.tsx";
import { MessageLog } from "./MessageLog.tsx";
import { useOutgoing } from "./sending.ts";
import { StandingNotice, useHindrance } from "./StandingNotice.tsx";
import { ThreadHeader } from "./ThreadHeader.tsx";

/** One conversation: what was written, and room to write. */
export function ThreadPane({ conversation }: { conversation: string }) {
  const { t } = useTranslation("inbox");
  const thread = useThread(conversation);
  const messages = thread.data ? messagesOf(thread.data) : [];
  const person = usePerson(conversation, messages);

  if (thread.data && person) {
    return (
      <Open
        conversation={conversation}
        person={person}
        messages={messages}
        earlier={{
          has: thread.hasNextPage,
          isLoading: thread.isFetchingNextPage,
          isFailed: thread.isFetchNextPageError,
          load: () => void thread.fetchNextPage(),
        }}
      />
    );
  }
  const isGone = problemOf(thread.error).code === "conversation_not_found";
  return (
    <>
      <ThreadHeader conversation={conversation} person={person} />
      <div className="p-4">
        {!thread.error ? (
          <LoadingState rows={4} />
        ) : isGone ? (
          <EmptyState icon="messages" title={t("gone.title")}>
            <p>{t("gone.text")}</p>
            <ButtonLink to="/messages">{t("gone.back")}</ButtonLink>
          </EmptyState>
        ) : (
          <ErrorState error={thread.error} onRetry={() => void thread.refetch()} />
        )}
      </div>
    </>
  );
}

interface OpenProps {
  conversation: string;
  person: Person;
  messages: Message[];
  earlier: Earlier;
}

function Open({ conversation, person, messages, earlier }: OpenProps) {
  const { t } = useTranslation("inbox");
  const attachment = useAttachment();
  const outgoing = useOutgoing(conversation);
  const hindrance = useHindrance(person);
  const [isOver, setOver] = useState(false);
  return (
    <div
      className="relative flex min-h-0 flex-1 flex-col"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(!hindrance);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (!hindrance) attachment.take(event.dataTransfer.files);
      }}
    >
      <ThreadHeader conversation={conversation} person={person} />
      <MessageLog
        conversation={conversation}
        person={person}
        messages={messages}
        outgoing={outgoing}
        earlier={earlier}
      />
      <Announcements conversation={conversation} />
      {hindrance ? (
        <StandingNotice person={person} hindrance={hindrance} />
      ) : (
        <Composer conversation={conversation} person={person} attachment={attachment} />
      )}
      {isOver && (
        <p className="pointer-events-none absolute inset-2 z-10 flex items-center justify-center rounded-2xl border-2 border-dashed border-accent bg-accent-soft/95 font-semibold text-accent">
          {t("composer.drop")}
        </p>
      )}
    </div>
  );
}

/** The other person: as the list says, or else as their messages do. */
function usePerson(conversation: string, messages: Message[]): Person | undefined {
  const me = useUser().id;
  const listed = useConversations().data?.find(({ id }) => id === conversation)?.with;
  const [first] = messages;
  return listed ?? (first && (first.from.id === me ? first.to : first.from));
}
