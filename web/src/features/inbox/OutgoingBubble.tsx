import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/Button.tsx";
import { Progress } from "@/components/ui/Progress.tsx";
import { sentenceOf } from "@/lib/api/problem.ts";

import { bubbleClass } from "./Bubble.tsx";
import { timeOf } from "./days.ts";
import { MarkSign } from "./MarkSign.tsx";
import type { Outgoing } from "./outbox.ts";
import { outbox } from "./sending.ts";
import { Thumbnail } from "./Thumbnail.tsx";
import { Words } from "./Words.tsx";

/** A message that is not on the server yet, and what can be done about it. */
export function OutgoingBubble({ entry }: { entry: Outgoing }) {
  const { t } = useTranslation("inbox");
  const { clientId, text, picture, state, share, blob, problem, createdAt } = entry;
  const isUploading = picture !== null && blob === null && state === "sending";
  return (
    <li className="flex flex-col items-end gap-1 pt-1">
      <article className={bubbleClass(true)}>
        <span className="sr-only">{t("thread.own")}</span>
        {picture && <Thumbnail picture={picture} className="aspect-4/3 w-64 max-w-full rounded-xl" />}
        {isUploading && <Progress value={share} label={t("outgoing.uploading")} />}
        {text && <Words text={text} />}
        <p className="flex items-center justify-end gap-1 text-xs text-muted">
          <time dateTime={createdAt}>{timeOf(createdAt)}</time>
          <MarkSign mark={state} />
        </p>
      </article>
      {(state === "failed" || (state === "waiting" && problem)) && (
        <div className="flex flex-wrap items-center justify-end gap-2 text-sm">
          <p role="status" className={state === "failed" ? "text-danger" : "text-muted"}>
            {state === "failed" && problem ? sentenceOf(problem) : t("mark.waiting")}
          </p>
          {state === "failed" && (
            <Button size="small" onClick={() => outbox.retry(clientId)}>
              {t("outgoing.retry")}
            </Button>
          )}
          <Button size="small" tone="quiet" onClick={() => outbox.drop(clientId)}>
            {t("outgoing.drop")}
          </Button>
        </div>
      )}
    </li>
  );
}
