import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { isolated } from "@/lib/format.ts";
import { onNews } from "@/lib/people/live.ts";

/** Reads out what arrives in the open conversation. */
export function Announcements({ conversation }: { conversation: string }) {
  const { t } = useTranslation("inbox");
  const [said, setSaid] = useState("");
  useEffect(
    () =>
      onNews((news) => {
        if (news.kind !== "message" || news.isMine || news.message.conversation !== conversation) return;
        const { from, text } = news.message;
        const name = isolated(from.display_name);
        setSaid(text ? t("thread.announce", { name, text }) : t("thread.announcePicture", { name }));
      }),
    [t, conversation],
  );
  return (
    <p aria-live="polite" className="sr-only">
      {said}
    </p>
  );
}
