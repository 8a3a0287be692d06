import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { UnlockForm } from "@/components/identity/UnlockForm.tsx";
import { ErrorState } from "@/components/ui/States.tsx";
import { api } from "@/lib/api/client.ts";
import { problemOf } from "@/lib/api/problem.ts";
import { useIdentity } from "@/lib/identity.ts";
import { openFoundWith } from "@/lib/jobs/found.ts";
import type { Identity } from "@/lib/sealing/identity.ts";

import { AnswerScreen, Hints } from "./AnswerScreen.tsx";
import { FoundContent } from "./FoundContent.tsx";
import { Opening } from "./Opening.tsx";
import { Damaged, NeedsModel } from "./Unreadable.tsx";

interface ForPeopleProps {
  jobId: string;
  actions?: ReactNode;
}

/** Locked for people: it is opened in this browser, with one's own key, which the password unlocks. */
export function ForPeople(props: ForPeopleProps) {
  const identity = useIdentity();
  return identity ? <OpenedWithKey {...props} identity={identity} /> : <Unlocking actions={props.actions} />;
}

function OpenedWithKey({ jobId, identity, actions }: ForPeopleProps & { identity: Identity }) {
  const { data, error, refetch } = useQuery({
    queryKey: ["found", jobId, "by-key"],
    queryFn: ({ signal }) => openFoundWith(jobId, identity, signal),
    gcTime: 0,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  if (data) return <FoundContent found={data} actions={actions} />;
  if (!error) return <Opening />;
  switch (problemOf(error).code) {
    case "wrong_key":
      return <ForOthers actions={actions} />;
    case "damaged_payload":
      return <Damaged correctedShare={null} actions={actions} />;
    case "needs_newer_version":
      return <NeedsModel model={null} actions={actions} />;
    default:
      return <ErrorState error={error} onRetry={() => void refetch()} />;
  }
}

function ForOthers({ actions }: { actions: ReactNode }) {
  const { t } = useTranslation("answer");
  return (
    <AnswerScreen
      icon="contacts"
      tone="warn"
      title={t("people.others.title")}
      text={t("people.others.text")}
      actions={actions}
    >
      <Hints title={t("wrongKey.why")} hints={[t("people.others.account"), t("people.others.newKey")]} />
    </AnswerScreen>
  );
}

/** Asks for the password; who never had a key is not asked, for then nothing was made for them. */
function Unlocking({ actions }: { actions: ReactNode }) {
  const { t } = useTranslation("answer");
  const own = useQuery({
    queryKey: ["own-key"],
    queryFn: async ({ signal }) => {
      await api.get("/auth/me/key", { signal });
      return true;
    },
    gcTime: 0,
    staleTime: 0,
  });
  if (own.error) {
    if (problemOf(own.error).code === "key_not_found") return <ForOthers actions={actions} />;
    return <ErrorState error={own.error} onRetry={() => void own.refetch()} />;
  }
  if (!own.data) return <Opening />;
  return (
    <AnswerScreen
      icon="contacts"
      tone="good"
      title={t("people.title")}
      text={t("people.text")}
      actions={actions}
    >
      <div className="max-w-md">
        <UnlockForm />
      </div>
    </AnswerScreen>
  );
}
