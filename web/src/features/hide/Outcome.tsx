import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/Button.tsx";
import { Icon } from "@/components/ui/Icon.tsx";
import { Notice } from "@/components/ui/Notice.tsx";
import { Card, Page } from "@/components/ui/Page.tsx";
import { ErrorState } from "@/components/ui/States.tsx";
import { toast } from "@/components/ui/Toasts.tsx";
import { saveFile } from "@/lib/files/save.ts";
import type { Job } from "@/lib/jobs/job.ts";

import type { Destination, LockKind } from "./draft.ts";
import { Figures } from "./Figures.tsx";
import { resultName } from "./names.ts";
import { useResult } from "./result.ts";
import { SendToContact } from "./SendToContact.tsx";
import { Views } from "./Views.tsx";

interface OutcomeProps {
  job: Job;
  cover: File;
  destination: Destination;
  lock: LockKind;
  onAnother: () => void;
}

/** The finished picture: that it was read back, how close it is to the cover, and what can be done with it. */
export function Outcome({ job, cover, destination, lock, onAnother }: OutcomeProps) {
  const { t } = useTranslation("hide");
  const result = useResult(job.id);
  const [isSending, setSending] = useState(false);
  const png = result.data?.type === "image/png" ? result.data : null;
  const isTravelling = destination !== "file";
  const verified =
    job.mode === "image"
      ? isTravelling
        ? "verifiedPictureJourney"
        : "verifiedPicture"
      : isTravelling
        ? "verifiedJourney"
        : "verifiedText";
  return (
    <Page
      title={t("result.title")}
      lead={t("result.lead")}
      width="wide"
      actions={
        <>
          <Button
            tone="primary"
            disabled={!result.data}
            onClick={() => result.data && saveFile(result.data, resultName(cover.name, result.data.type))}
          >
            <Icon name="download" />
            {t("result.download")}
          </Button>
          <Button onClick={() => setSending(true)}>
            <Icon name="send" />
            {t("result.send")}
          </Button>
          {png && <CopyPicture picture={png} />}
          <Button tone="quiet" onClick={onAnother}>
            <Icon name="plus" />
            {t("result.another")}
          </Button>
        </>
      }
    >
      <Notice tone="good" title={t("result.verified")}>
        {t(`result.${verified}`)}
      </Notice>
      <div className="grid items-start gap-6 lg:grid-cols-[1fr_20rem]">
        <Card>
          {result.isError ? (
            <ErrorState error={result.error} onRetry={() => void result.refetch()} />
          ) : result.data ? (
            <Views job={job.id} cover={cover} result={result.data} />
          ) : (
            <div
              role="status"
              className="flex h-80 animate-pulse items-center justify-center rounded-xl bg-sunken"
            >
              {t("result.loading")}
            </div>
          )}
        </Card>
        <div className="flex flex-col gap-6">
          <Figures job={job} />
          <Card title={t("result.nextHeading")}>
            <p className="text-muted">{t(`result.next.${destination}`)}</p>
            {result.data && !png && <p className="mt-2 text-muted">{t("result.copyJpeg")}</p>}
            {lock === "passphrase" && <p className="mt-2 text-muted">{t("result.tellPassphrase")}</p>}
            {lock === "people" && <p className="mt-2 text-muted">{t("result.tellPeople")}</p>}
          </Card>
        </div>
      </div>
      <SendToContact job={job} isOpen={isSending} onClose={() => setSending(false)} />
    </Page>
  );
}

/** Copies a PNG: clipboards take no other kind, and turning one into it would lose what is hidden. */
function CopyPicture({ picture }: { picture: Blob }) {
  const { t } = useTranslation("hide");
  const copy = () => {
    const written =
      typeof ClipboardItem === "undefined"
        ? Promise.reject(new Error("no clipboard for pictures"))
        : navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
    written.then(
      () => toast(t("result.copied")),
      () => toast(t("result.copyFailed"), "danger"),
    );
  };
  return (
    <Button onClick={copy}>
      <Icon name="copy" />
      {t("result.copy")}
    </Button>
  );
}
