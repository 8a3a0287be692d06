import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Page } from "@/components/ui/Page.tsx";
import type { useUpload } from "@/lib/jobs/uploads.ts";

import { useRoom } from "./capacity.ts";
import { CoverStep } from "./CoverStep.tsx";
import { useDebounced } from "./debounced.ts";
import { lacksOf, type ChangeDraft, type Draft, type Lack } from "./draft.ts";
import type { Decision, useEmbed } from "./embedding.ts";
import { PayloadStep } from "./PayloadStep.tsx";
import { useRecipients } from "./people.ts";
import { useSize } from "./size.ts";
import { useStrayDrops } from "./strayDrops.ts";
import { useNamedSample } from "./namedSample.ts";
import { Summary } from "./Summary.tsx";
import { WayStep } from "./WayStep.tsx";

const PAUSE_MS = 350;

interface HideFormProps {
  draft: Draft;
  onChange: ChangeDraft;
  upload: ReturnType<typeof useUpload>;
  embedding: ReturnType<typeof useEmbed>;
  onSubmit: (decision: Decision) => void;
}

/** The three steps, and what they come to. */
export function HideForm({ draft, onChange, upload, embedding, onSubmit }: HideFormProps) {
  const { t } = useTranslation("hide");
  const [isAsked, setAsked] = useState(false);
  const recipients = useRecipients(draft);
  const lock = { isSealed: draft.lock !== "nobody", recipients: recipients.length };
  const size = useSize(draft);
  const need = useDebounced(Math.min(size.used, size.packed ?? size.used), PAUSE_MS);
  // Typing into a journey asks for what it comes to, not for every digit.
  const steps = useDebounced(draft.steps, PAUSE_MS);
  const room = useRoom({ ...draft, steps }, upload.data?.id, need, lock);
  const lacks = lacksOf(draft, room.plan.channel, upload.isSuccess);
  const lacksNone = (...wanted: Lack[]) => !lacks.some((lack) => wanted.includes(lack));

  const choose = (cover: File) => {
    onChange({ cover });
    upload.start(cover);
  };
  useNamedSample(draft.cover === null, choose);
  useStrayDrops((file) => draft.cover === null && choose(file));

  const submit = () => {
    setAsked(true);
    if (lacks.length === 0) onSubmit({ plan: room.plan, recipients });
  };

  return (
    <Page title={t("title")} lead={t("lead")} width="wide">
      <div className="grid items-start gap-6 lg:grid-cols-[1fr_20rem]">
        <div className="flex min-w-0 flex-col gap-6">
          <CoverStep
            cover={draft.cover}
            upload={upload}
            onChoose={choose}
            onRemove={() => {
              upload.cancel();
              onChange({ cover: null });
            }}
          />
          <PayloadStep
            draft={draft}
            onChange={onChange}
            size={size}
            room={room}
            isUploaded={upload.isSuccess}
            isDone={lacksNone("message")}
          />
          <WayStep
            draft={draft}
            onChange={onChange}
            upload={upload.data}
            room={room}
            bytes={Math.min(need, room.capacity?.payload_bytes ?? need)}
            lock={lock}
            isDone={lacksNone("journey", "passphrase", "people")}
          />
        </div>
        <aside className="lg:sticky lg:top-24">
          <Summary
            draft={draft}
            plan={room.plan}
            lacks={lacks}
            isAsked={isAsked}
            isUploading={upload.isPending}
            isSending={embedding.isPending}
            error={embedding.error}
            onSubmit={submit}
          />
        </aside>
      </div>
    </Page>
  );
}
