import { memo } from "react";
import { useTranslation } from "react-i18next";

import { isolated } from "@/lib/format.ts";
import type { Message } from "@/lib/people/thread.ts";

import { timeOf } from "./days.ts";
import { MarkSign } from "./MarkSign.tsx";
import { PictureFrame } from "./PictureFrame.tsx";
import { Words } from "./Words.tsx";

interface BubbleProps {
  message: Message;
  isOwn: boolean;
  /** It goes on where the one before stopped. */
  isContinued: boolean;
  isFirstUnread: boolean;
}

/** One message: who, what, when, and how far it got. */
export const Bubble = memo(function Bubble({ message, isOwn, isContinued, isFirstUnread }: BubbleProps) {
  const { t } = useTranslation("inbox");
  const { from, text, image, created_at } = message;
  return (
    <>
      {isFirstUnread && (
        <li className="flex items-center gap-3 py-2 text-sm font-semibold text-accent">
          <span className="h-px flex-1 bg-accent" />
          {t("thread.unread")}
          <span className="h-px flex-1 bg-accent" />
        </li>
      )}
      <li className={`flex ${isOwn ? "justify-end" : "justify-start"} ${isContinued ? "pt-1" : "pt-3"}`}>
        <article className={bubbleClass(isOwn)}>
          <span className="sr-only">
            {isOwn ? t("thread.own") : t("thread.from", { name: isolated(from.display_name) })}
          </span>
          {image && (
            <PictureFrame
              image={image}
              alt={isOwn ? t("picture.altOwn") : t("picture.alt", { name: isolated(from.display_name) })}
            />
          )}
          {text && <Words text={text} />}
          <p className="flex items-center justify-end gap-1 text-xs text-muted">
            <time dateTime={created_at}>{timeOf(created_at)}</time>
            {isOwn && (
              <MarkSign mark={message.read_at ? "read" : message.delivered_at ? "delivered" : "sent"} />
            )}
          </p>
        </article>
      </li>
    </>
  );
});

/** The look of a bubble, one's own or somebody else's. */
export function bubbleClass(isOwn: boolean): string {
  const side = isOwn ? "bg-accent-soft rounded-ee-md" : "border border-line bg-surface rounded-es-md";
  return `flex max-w-[min(85%,36rem)] min-w-0 flex-col gap-1 rounded-2xl px-3 py-2 ${side}`;
}
