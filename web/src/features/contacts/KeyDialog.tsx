import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { UnlockForm } from "@/components/identity/UnlockForm.tsx";
import { Dialog } from "@/components/ui/Dialog.tsx";
import { Notice } from "@/components/ui/Notice.tsx";
import { ErrorState, LoadingState } from "@/components/ui/States.tsx";
import { problemOf } from "@/lib/api/problem.ts";
import { formatMoment, isolated } from "@/lib/format.ts";
import { useIdentity } from "@/lib/identity.ts";
import { usePublicKey, type PublicKey } from "@/lib/people/keys.ts";
import type { Person } from "@/lib/people/standing.ts";
import { fromBase64 } from "@/lib/sealing/bytes.ts";
import type { Identity } from "@/lib/sealing/identity.ts";
import { safetyNumber } from "@/lib/sealing/safety.ts";
import { useUser } from "@/lib/session.ts";

import { QrPicture } from "./QrPicture.tsx";

interface KeyDialogProps {
  person: Person;
  isOpen: boolean;
  onClose: () => void;
}

/** Lets two people compare their keys, so that they know that nobody sits between them. */
export function KeyDialog({ person, isOpen, onClose }: KeyDialogProps) {
  const { t } = useTranslation("contacts");
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t("key.title", { name: isolated(person.display_name) })}>
      <Keys person={person} />
    </Dialog>
  );
}

function Keys({ person }: { person: Person }) {
  const { t } = useTranslation("contacts");
  const identity = useIdentity();
  const { data, error, refetch } = usePublicKey(person.username);
  if (error && problemOf(error).code === "key_not_found") {
    return <Notice>{t("key.theirs", { name: isolated(person.display_name) })}</Notice>;
  }
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState rows={2} />;
  if (!identity) {
    // What the server says of one's own key proves nothing: the number is made of the key itself.
    return (
      <>
        <p>{t("key.locked")}</p>
        <UnlockForm />
      </>
    );
  }
  return <Comparison person={person} theirs={data} identity={identity} />;
}

interface ComparisonProps {
  person: Person;
  theirs: PublicKey;
  identity: Identity;
}

function Comparison({ person, theirs, identity }: ComparisonProps) {
  const { t } = useTranslation("contacts");
  const { username } = useUser();
  const name = isolated(person.display_name);
  const number = useQuery({
    queryKey: ["safety-number", username, theirs.username, theirs.public_key],
    queryFn: () =>
      safetyNumber(
        { username, publicKey: identity.publicKey },
        { username: theirs.username, publicKey: fromBase64(theirs.public_key) },
      ),
    gcTime: 0,
  });
  if (number.error) return <ErrorState error={number.error} />;
  if (!number.data) return <LoadingState rows={2} />;
  return (
    <>
      <p>{t("key.lead", { name })}</p>
      <ol
        aria-label={t("key.number")}
        className="grid grid-cols-3 gap-x-4 gap-y-1 rounded-xl bg-sunken p-4 text-center font-mono text-lg tracking-wider sm:grid-cols-4"
      >
        {number.data.groups.map((group, at) => (
          <li key={at}>{group}</li>
        ))}
      </ol>
      <QrPicture text={number.data.qrText} label={t("key.picture")} />
      <p className="text-sm text-muted">
        {t("key.since", { name, date: formatMoment(theirs.since) })} {t("key.sinceHint")}
      </p>
      <p className="text-sm text-muted">{t("key.forget")}</p>
    </>
  );
}
