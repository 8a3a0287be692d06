import type { KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Avatar } from "@/components/ui/Avatar.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Icon } from "@/components/ui/Icon.tsx";
import { EmptyState, ErrorState, LoadingState } from "@/components/ui/States.tsx";
import { useConversations } from "@/lib/people/conversations.ts";
import { isolated } from "@/lib/format.ts";
import type { Conversation } from "@/lib/people/listing.ts";
import { useUser } from "@/lib/session.ts";

import { shortMoment } from "./days.ts";

interface ConversationListProps {
  current: string | undefined;
  onNew: () => void;
}

/** Everybody one writes with, the latest first. */
export function ConversationList({ current, onNew }: ConversationListProps) {
  const { t } = useTranslation("inbox");
  const { data, error, isPending, refetch } = useConversations();
  return (
    <>
      <div className="flex items-center justify-between gap-2 px-4 py-3">
        <h2 className="text-xl font-bold tracking-tight">{t("list.title")}</h2>
        <Button size="small" onClick={onNew}>
          <Icon name="plus" className="size-4" />
          {t("list.new")}
        </Button>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-4">
        {isPending ? (
          <LoadingState />
        ) : data ? (
          data.length > 0 ? (
            <Rows conversations={data} current={current} />
          ) : (
            <EmptyState icon="messages" title={t("list.empty")}>
              <p>{t("list.emptyText")}</p>
              <Button tone="primary" onClick={onNew}>
                {t("new.title")}
              </Button>
            </EmptyState>
          )
        ) : (
          <ErrorState error={error} onRetry={() => void refetch()} />
        )}
      </div>
    </>
  );
}

function Rows({ conversations, current }: { conversations: Conversation[]; current: string | undefined }) {
  const { t } = useTranslation("inbox");
  const move = (event: KeyboardEvent<HTMLElement>) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const links = [...event.currentTarget.querySelectorAll("a")];
    const next = links[links.findIndex((link) => link === document.activeElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
  return (
    <nav aria-label={t("list.title")} onKeyDown={move}>
      <ul className="flex flex-col gap-0.5">
        {conversations.map((conversation) => (
          <Row key={conversation.id} conversation={conversation} isCurrent={conversation.id === current} />
        ))}
      </ul>
    </nav>
  );
}

function Row({ conversation, isCurrent }: { conversation: Conversation; isCurrent: boolean }) {
  const { t } = useTranslation("inbox");
  const user = useUser();
  const { with: person, last_message: last, unread } = conversation;
  const text = last ? (last.text ?? t("list.picture")) : t("list.nothing");
  return (
    <li>
      <Link
        to={`/messages/${conversation.id}`}
        aria-current={isCurrent ? "page" : undefined}
        className="flex items-center gap-3 rounded-xl px-3 py-2.5 no-underline hover:bg-sunken focus-visible:-outline-offset-2 aria-[current=page]:bg-accent-soft"
      >
        <Avatar name={person.display_name} />
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline gap-2">
            <span className="min-w-0 flex-1 truncate font-semibold">
              <bdi>{person.display_name}</bdi>
            </span>
            {last && (
              <time dateTime={last.created_at} className="shrink-0 text-xs text-muted">
                {shortMoment(last.created_at)}
              </time>
            )}
          </span>
          <span className="flex items-center gap-2">
            <span
              className={`min-w-0 flex-1 truncate text-sm ${unread > 0 ? "font-medium text-ink" : "text-muted"}`}
            >
              <bdi>{last?.from.id === user.id ? t("list.you", { text: isolated(text) }) : text}</bdi>
            </span>
            {unread > 0 && (
              <span className="min-w-5 shrink-0 rounded-full bg-accent px-1.5 text-center text-xs leading-5 font-bold text-on-accent">
                <span aria-hidden="true">{unread > 99 ? "99+" : unread}</span>
                <span className="sr-only">{t("list.unread", { count: unread })}</span>
              </span>
            )}
          </span>
        </span>
      </Link>
    </li>
  );
}
