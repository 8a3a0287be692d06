import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";

import { buttonClass } from "@/components/ui/Button.tsx";
import { Icon } from "@/components/ui/Icon.tsx";
import { isolated } from "@/lib/format.ts";
import type { Person } from "@/lib/people/standing.ts";
import { tellTyping } from "@/lib/people/typing.ts";

import { PICTURE_TYPES, type Attachment } from "./attachment.ts";
import { draftOf, keepDraft, outbox } from "./sending.ts";
import { Thumbnail } from "./Thumbnail.tsx";

const MOST_CHARACTERS = 8_000;
// From here on it is said how many are left.
const NEARLY = 7_500;
const ROWS = 6;

interface ComposerProps {
  conversation: string;
  person: Person;
  attachment: Attachment;
}

/** Where a message is written: Enter sends it, with Shift it goes to the next line. */
export function Composer({ conversation, person, attachment }: ComposerProps) {
  const { t } = useTranslation("inbox");
  const [text, setText] = useState(() => draftOf(conversation));
  const area = useRef<HTMLTextAreaElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const { picture, refusal } = attachment;
  const left = MOST_CHARACTERS - Array.from(text).length;
  const canSend = left >= 0 && (text.trim() !== "" || picture !== null);

  useEffect(() => {
    // After the frame has put the focus on the new page. A keyboard that covers the screen comes when it is called.
    if (!isTouch()) queueMicrotask(() => area.current?.focus({ preventScroll: true }));
  }, []);

  const write = (next: string) => {
    setText(next);
    keepDraft(conversation, next);
    if (next.trim() !== "") tellTyping(conversation);
  };
  const send = () => {
    if (!canSend) return;
    outbox.add({ conversation, to: person.username, text: text.trim(), picture });
    write("");
    attachment.clear();
    area.current?.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || isTouch()) return;
    event.preventDefault();
    send();
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      className="flex flex-col gap-2 border-t border-line bg-paper px-3 py-2 md:px-5 md:py-3"
    >
      {picture && (
        <div role="group" aria-label={t("composer.attached")} className="flex items-center gap-3">
          <Thumbnail picture={picture} className="size-16 shrink-0 rounded-lg" />
          <span dir="auto" className="min-w-0 flex-1 truncate text-sm text-muted">
            {picture.name}
          </span>
          <button
            type="button"
            aria-label={t("composer.remove")}
            onClick={attachment.clear}
            className="flex size-11 shrink-0 items-center justify-center rounded-lg hover:bg-sunken"
          >
            <Icon name="close" />
          </button>
        </div>
      )}
      {refusal && (
        <p role="alert" className="text-sm text-danger">
          {t(`composer.${refusal}`)}
        </p>
      )}
      {left <= MOST_CHARACTERS - NEARLY && (
        <p className={`text-end text-sm ${left < 0 ? "text-danger" : "text-muted"}`} role="status">
          {left < 0 ? t("composer.tooLong", { count: -left }) : t("composer.left", { count: left })}
        </p>
      )}
      <div className="flex items-end gap-2">
        <button
          type="button"
          aria-label={t("composer.attach")}
          title={t("composer.attach")}
          onClick={() => input.current?.click()}
          className="flex size-11 shrink-0 items-center justify-center rounded-lg text-muted hover:bg-sunken hover:text-ink"
        >
          <Icon name="picture" className="size-6" />
        </button>
        <input
          ref={input}
          type="file"
          accept={PICTURE_TYPES.join(",")}
          tabIndex={-1}
          className="hidden"
          aria-label={t("composer.attach")}
          onChange={(event) => {
            attachment.take(event.target.files);
            event.target.value = ""; // the same picture may be chosen again
            area.current?.focus();
          }}
        />
        <textarea
          ref={area}
          dir="auto"
          rows={Math.min(ROWS, text.split("\n").length)}
          aria-label={t("composer.label", { name: isolated(person.display_name) })}
          placeholder={t("composer.placeholder")}
          value={text}
          onChange={(event) => write(event.target.value)}
          onKeyDown={onKey}
          onPaste={(event) => {
            if (event.clipboardData.files.length === 0) return;
            event.preventDefault();
            attachment.take(event.clipboardData.files);
          }}
          className="field-sizing-content max-h-44 min-h-11 min-w-0 flex-1 resize-none rounded-2xl border border-edge bg-surface px-4 py-2.5 leading-6 wrap-anywhere placeholder:text-muted"
        />
        <button
          type="submit"
          disabled={!canSend}
          aria-label={t("composer.send")}
          title={t("composer.send")}
          className={`${buttonClass("primary")} size-11 shrink-0 p-0!`}
        >
          <Icon name="send" className="size-5 rtl:-scale-x-100" />
        </button>
      </div>
    </form>
  );
}

function isTouch(): boolean {
  return window.matchMedia("(hover: none) and (pointer: coarse)").matches;
}
