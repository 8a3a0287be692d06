import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/Button.tsx";
import { CopyButton } from "@/components/ui/CopyButton.tsx";
import { Icon } from "@/components/ui/Icon.tsx";
import { saveFile } from "@/lib/files/save.ts";
import { formatBytes, formatNumber } from "@/lib/format.ts";
import { useObjectUrl } from "@/lib/images/objectUrl.ts";
import type { Found } from "@/lib/jobs/found.ts";

import { AnswerScreen } from "./AnswerScreen.tsx";

/** What was hidden: a text to read and copy, a picture to see, a file to save. */
export function FoundContent({ found, actions }: { found: Found; actions?: ReactNode }) {
  if (found.kind === "text") return <FoundText text={found.text} actions={actions} />;
  return <FoundFile found={found} actions={actions} />;
}

function FoundText({ text, actions }: { text: string; actions: ReactNode }) {
  const { t } = useTranslation("answer");
  return (
    <AnswerScreen
      icon="text"
      tone="good"
      title={t("payload.text.title")}
      text={t("payload.exact")}
      actions={
        <>
          <CopyButton text={text} label={t("payload.text.copy")} tone="primary" size="normal" />
          {actions}
        </>
      }
    >
      {text === "" ? (
        <p className="text-muted">{t("payload.text.empty")}</p>
      ) : (
        <div
          dir="auto"
          tabIndex={0}
          role="region"
          aria-label={t("payload.text.label")}
          className="max-h-[60vh] overflow-auto rounded-xl bg-sunken p-4 text-lg break-words whitespace-pre-wrap"
        >
          {text}
        </div>
      )}
    </AnswerScreen>
  );
}

function FoundFile({ found, actions }: { found: Extract<Found, { kind: "file" }>; actions: ReactNode }) {
  const { t } = useTranslation("answer");
  const { name, content, preview } = found;
  const url = useObjectUrl(preview?.preview);
  const kind = preview ? "picture" : "file";
  return (
    <AnswerScreen
      icon={kind}
      tone="good"
      title={t(`payload.${kind}.title`)}
      text={preview ? t("payload.picture.text") : t("payload.exact")}
      actions={actions}
    >
      {preview && (
        <img
          src={url}
          alt={t("payload.picture.alt")}
          width={preview.width}
          height={preview.height}
          className="max-h-[70vh] w-auto max-w-full self-start rounded-xl bg-sunken object-contain"
        />
      )}
      <div className="flex flex-wrap items-center gap-4 rounded-xl bg-sunken p-4">
        <Icon name={kind} className="size-8 text-muted" />
        <div className="min-w-40 flex-1">
          <p dir="auto" className="font-medium break-words">
            {name}
          </p>
          <p className="text-sm text-muted">
            {[
              content.type,
              formatBytes(content.size),
              ...(preview ? [`${formatNumber(preview.width)} × ${formatNumber(preview.height)}`] : []),
            ]
              .filter(Boolean)
              .join(" · ")}
          </p>
        </div>
        <Button tone="primary" onClick={() => saveFile(content, name)}>
          <Icon name="download" className="size-4" />
          {t("payload.save")}
        </Button>
      </div>
      {!preview && <p className="text-sm text-muted">{t("payload.file.care")}</p>}
    </AnswerScreen>
  );
}
