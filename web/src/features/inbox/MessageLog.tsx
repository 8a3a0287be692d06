import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/Button.tsx";
import { Icon } from "@/components/ui/Icon.tsx";
import { isolated } from "@/lib/format.ts";
import type { Person } from "@/lib/people/standing.ts";
import type { Message } from "@/lib/people/thread.ts";
import { useUser } from "@/lib/session.ts";

import { useAnchor } from "./anchor.ts";
import { Bubble } from "./Bubble.tsx";
import { dayName, daysOf, goesOn } from "./days.ts";
import { EarlierButton, type Earlier } from "./EarlierButton.tsx";
import type { Outgoing } from "./outbox.ts";
import { OutgoingBubble } from "./OutgoingBubble.tsx";
import { useReading } from "./reading.ts";

interface MessageLogProps {
  conversation: string;
  person: Person;
  messages: Message[];
  outgoing: Outgoing[];
  earlier: Earlier;
}

// This close to the end counts as being there.
const NEAR_PX = 80;

/**
 * What was written, the latest at the bottom and in sight. The box runs in reverse, so that it is anchored at its end:
 * history that is put on top moves nothing. What is added below is made up for, unless one is at the end.
 */
export function MessageLog({ conversation, person, messages, outgoing, earlier }: MessageLogProps) {
  const { t } = useTranslation("inbox");
  const me = useUser().id;
  const [isAtEnd, setAtEnd] = useState(true);
  const { dividerAt, waiting } = useReading(conversation, messages, isAtEnd);

  const last = messages.at(-1);
  const lastKey = outgoing.at(-1)?.clientId ?? last?.client_id ?? last?.id;
  const isOwnLast = outgoing.length > 0 || last?.from.id === me;
  const box = useAnchor({ firstKey: messages[0]?.id, lastKey, isOwnLast, isAtEnd });

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={box}
        role="group"
        aria-label={t("thread.log", { name: isolated(person.display_name) })}
        tabIndex={0}
        onScroll={(event) => setAtEnd(event.currentTarget.scrollTop > -NEAR_PX)}
        className="flex min-h-0 flex-1 flex-col-reverse overflow-y-auto overscroll-contain px-3 [overflow-anchor:none] focus-visible:-outline-offset-4 md:px-5"
      >
        <div className="flex flex-col gap-4 py-4">
          {earlier.has && <EarlierButton box={box} earlier={earlier} />}
          {messages.length === 0 && outgoing.length === 0 && (
            <p className="py-8 text-center text-muted">
              {t("thread.begin", { name: isolated(person.display_name) })}
            </p>
          )}
          {daysOf(messages).map(({ start, messages: written }) => (
            <section key={start.getTime()} aria-label={dayName(start)} className="flex flex-col gap-2">
              <p
                aria-hidden="true"
                className="mx-auto my-1 rounded-full bg-sunken px-3 py-0.5 text-xs font-medium text-muted first-letter:uppercase"
              >
                {dayName(start)}
              </p>
              <ol className="flex flex-col">
                {written.map((message, at) => (
                  <Bubble
                    key={message.id}
                    message={message}
                    isOwn={message.from.id === me}
                    isContinued={goesOn(written[at - 1], message)}
                    isFirstUnread={message.seq === dividerAt}
                  />
                ))}
              </ol>
            </section>
          ))}
          {outgoing.length > 0 && (
            <ol className="flex flex-col">
              {outgoing.map((entry) => (
                <OutgoingBubble key={entry.clientId} entry={entry} />
              ))}
            </ol>
          )}
        </div>
      </div>
      {!isAtEnd && (
        <Button
          tone="primary"
          size="small"
          className="absolute start-1/2 bottom-3 -translate-x-1/2 rounded-full shadow-lg rtl:translate-x-1/2"
          onClick={() => box.current?.scrollTo({ top: 0, behavior: "smooth" })}
        >
          <Icon name="down" className="size-4" />
          {waiting > 0 ? t("thread.arrived", { count: waiting }) : t("thread.latest")}
        </Button>
      )}
    </div>
  );
}
