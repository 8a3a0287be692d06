import { useTranslation } from "react-i18next";

import { Badge } from "@/components/ui/Badge.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Card } from "@/components/ui/Page.tsx";
import { ErrorState, LoadingState } from "@/components/ui/States.tsx";
import { toast } from "@/components/ui/Toasts.tsx";
import { sentenceOf } from "@/lib/api/problem.ts";
import { formatAgo, formatMoment } from "@/lib/format.ts";

import { useEndSession, useSessions } from "./sessions.ts";

/** The devices that are signed in, each with a way to end it. */
export function SessionsCard() {
  const { t } = useTranslation("auth");
  const sessions = useSessions();
  const ending = useEndSession();
  const end = (id: string | null) =>
    ending.mutate(id, {
      onSuccess: () => toast(t("settings.ended")),
      onError: (error) => toast(sentenceOf(error), "danger"),
    });
  const hasOthers = (sessions.data?.length ?? 0) > 1;

  return (
    <Card title={t("settings.sessions")}>
      <p className="mb-4 text-muted">{t("settings.sessionsLead")}</p>
      {sessions.isPending && <LoadingState rows={2} />}
      {sessions.isError && <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />}
      <ul className="divide-y divide-line">
        {sessions.data?.map((session) => (
          <li key={session.id} className="flex flex-wrap items-center justify-between gap-3 py-3">
            <div className="min-w-0">
              <p className="flex flex-wrap items-center gap-2 font-medium">
                {session.device}
                {session.current && <Badge tone="accent">{t("settings.current_device")}</Badge>}
              </p>
              <p className="text-sm text-muted">
                {session.address} · {t("settings.since", { when: formatMoment(session.created_at) })} ·{" "}
                {t("settings.lastUsed", { when: formatAgo(session.last_used_at) })}
              </p>
            </div>
            {!session.current && (
              <Button
                size="small"
                aria-label={t("settings.endLabel", { device: session.device })}
                onClick={() => end(session.id)}
              >
                {t("settings.end")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {hasOthers && (
        <Button tone="danger" className="mt-4" isBusy={ending.isPending} onClick={() => end(null)}>
          {t("settings.endOthers")}
        </Button>
      )}
    </Card>
  );
}
