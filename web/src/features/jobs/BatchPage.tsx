import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { ButtonLink } from "@/components/ui/Button.tsx";
import { Icon } from "@/components/ui/Icon.tsx";
import { Page } from "@/components/ui/Page.tsx";

import { BatchForm } from "./batch/BatchForm.tsx";
import { BatchRun } from "./batch/BatchRun.tsx";
import { Covers } from "./batch/Covers.tsx";
import { useBatch } from "./batch/useBatch.ts";
import "./messages.ts";

/** Hides the same in many pictures at once. */
export function BatchPage() {
  const { t } = useTranslation("jobs");
  const [round, setRound] = useState(1);
  return (
    <Page
      title={t("batchOf.title")}
      lead={t("batchOf.lead")}
      actions={
        <ButtonLink to="/jobs" tone="quiet">
          <Icon name="back" className="size-4 rtl:-scale-x-100" />
          {t("one.back")}
        </ButtonLink>
      }
    >
      <Round key={round} onAnother={() => setRound(round + 1)} />
    </Page>
  );
}

function Round({ onAnother }: { onAnother: () => void }) {
  const batch = useBatch();
  const hasBegun = batch.items.some(({ phase }) => phase !== "chosen");
  const isSending = batch.items.some(({ phase }) => phase === "waiting" || phase === "sending");

  useEffect(() => {
    if (!isSending) return undefined;
    // What is not sent yet would be lost.
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isSending]);

  if (hasBegun) {
    return (
      <BatchRun
        items={batch.items}
        jobs={batch.jobs}
        fileOf={batch.fileOf}
        onStop={batch.stop}
        onTryAgain={batch.tryAgain}
        onAnother={onAnother}
      />
    );
  }
  return (
    <>
      <Covers items={batch.items} fileOf={batch.fileOf} onAdd={batch.add} onRemove={batch.remove} />
      <BatchForm covers={batch.items.length} onBegin={batch.begin} />
    </>
  );
}
