import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "react-router";

import { toast } from "@/components/ui/Toasts.tsx";
import type { Schemas } from "@/lib/api/types.ts";
import { isolated } from "@/lib/format.ts";
import { useUnread } from "@/lib/people/conversations.ts";
import { onNews, useLive, type News } from "@/lib/people/live.ts";
import { useSession } from "@/lib/session.ts";
import { showUnread } from "@/lib/title.ts";

// Pages that show their job themselves.
const JOB_PAGES = /^\/(hide|reveal|jobs|verify)(\/|$)/;

/** Follows what happens to the account, and says in passing what happens elsewhere. */
export function LiveNews() {
  useLive();
  const { status } = useSession();
  return status === "signed-in" ? <Announcer /> : null;
}

function Announcer() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const unread = useUnread();

  useEffect(() => {
    showUnread(unread);
    return () => showUnread(0);
  }, [unread]);

  useEffect(() => {
    const words = (news: News): [string, "good" | "danger"] | null => {
      if (news.kind === "message") {
        const isInSight = pathname === "/messages" || pathname === `/messages/${news.message.conversation}`;
        const isSeen = isInSight && !document.hidden;
        if (news.isMine || isSeen) return null;
        return [t("news.message", { name: isolated(news.message.from.display_name) }), "good"];
      }
      const { kind, data } = news.notification;
      if (kind === "job_finished") return JOB_PAGES.test(pathname) ? null : jobWords(data);
      if (kind !== "contact_invited" && kind !== "contact_accepted") return null;
      const name = isolated((data["user"] as Schemas["Person"]).display_name);
      return [t(kind === "contact_invited" ? "news.invited" : "news.accepted", { name }), "good"];
    };
    const jobWords = (data: Record<string, unknown>): [string, "good" | "danger"] | null => {
      if (data["status"] === "failed") return [t("news.jobFailed"), "danger"];
      if (data["status"] !== "succeeded") return null;
      return [t(data["kind"] === "embed" ? "news.hidden" : "news.searched"), "good"];
    };
    return onNews((news) => {
      const said = words(news);
      if (said) toast(...said);
    });
  }, [t, pathname]);

  return null;
}
