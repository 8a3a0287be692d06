import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Avatar } from "@/components/ui/Avatar.tsx";
import { Icon } from "@/components/ui/Icon.tsx";
import { isolated } from "@/lib/format.ts";
import type { Person } from "@/lib/people/standing.ts";
import { useTyping } from "@/lib/people/typing.ts";

/** Whom one writes with, whether they are writing, and on a small screen the way back. */
export function ThreadHeader({ conversation, person }: { conversation: string; person: Person | undefined }) {
  const { t } = useTranslation("inbox");
  const isTyping = useTyping(conversation);
  return (
    <div className="flex min-h-16 items-center gap-3 border-b border-line px-3 py-2 md:px-5">
      <Link
        to="/messages"
        aria-label={t("thread.back")}
        className="-ms-1 flex size-11 shrink-0 items-center justify-center rounded-lg hover:bg-sunken md:hidden"
      >
        <Icon name="back" className="size-5 rtl:rotate-180" />
      </Link>
      {person && (
        <>
          <Avatar name={person.display_name} size="small" />
          <div className="min-w-0">
            <h2 className="truncate leading-tight font-semibold">
              <bdi>{person.display_name}</bdi>
            </h2>
            <p className="truncate text-sm text-muted" aria-live="polite">
              {isTyping ? t("thread.typing", { name: isolated(person.display_name) }) : `@${person.username}`}
            </p>
          </div>
        </>
      )}
    </div>
  );
}
