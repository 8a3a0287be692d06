import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/Button.tsx";
import { DropZone } from "@/components/ui/DropZone.tsx";
import { Notice } from "@/components/ui/Notice.tsx";
import { Progress } from "@/components/ui/Progress.tsx";
import { ErrorState } from "@/components/ui/States.tsx";
import { problemOf } from "@/lib/api/problem.ts";
import { formatBytes, formatShare } from "@/lib/format.ts";
import { usePreview } from "@/lib/images/preview.ts";
import type { Upload, useUpload } from "@/lib/jobs/uploads.ts";

import { FileButton } from "./FileButton.tsx";
import { LocalPicture } from "./LocalPicture.tsx";
import { SampleCovers } from "./SampleCovers.tsx";
import { StepCard } from "./StepCard.tsx";

export const PICTURES = "image/png,image/jpeg,image/webp";

interface CoverStepProps {
  cover: File | null;
  upload: ReturnType<typeof useUpload>;
  onChoose: (cover: File) => void;
  onRemove: () => void;
}

/** The first step: the picture that will carry the message. */
export function CoverStep({ cover, upload, onChoose, onRemove }: CoverStepProps) {
  const { t } = useTranslation("hide");
  return (
    <StepCard number={1} title={t("steps.cover")} isDone={upload.isSuccess}>
      {cover ? (
        <div className="flex flex-col gap-4">
          <LocalPicture picture={cover} alt={t("cover.preview")} />
          <div className="flex flex-wrap items-center justify-between gap-3">
            <CoverFacts cover={cover} upload={upload.data} />
            {!upload.isPending && (
              <div className="flex gap-2">
                <FileButton accept={PICTURES} onFile={onChoose}>
                  {t("cover.replace")}
                </FileButton>
                <Button size="small" tone="quiet" onClick={onRemove}>
                  {t("cover.remove")}
                </Button>
              </div>
            )}
          </div>
          {upload.isPending && <Sending share={upload.share} onCancel={onRemove} />}
          {upload.isError && (
            <ErrorState
              error={upload.error}
              {...(problemOf(upload.error).isPassing ? { onRetry: () => onChoose(cover) } : {})}
            />
          )}
          {upload.data && <CoverAdvice upload={upload.data} />}
        </div>
      ) : (
        <>
          <DropZone
            label={t("cover.drop")}
            hint={t("cover.hint")}
            accept={PICTURES}
            takesPaste
            onFiles={([file]) => file && onChoose(file)}
          />
          <SampleCovers onFile={onChoose} />
        </>
      )}
    </StepCard>
  );
}

function CoverFacts({ cover, upload }: { cover: File; upload: Upload | undefined }) {
  const { t } = useTranslation("hide");
  const preview = usePreview(cover).data;
  const size = upload ?? preview;
  return (
    <div className="min-w-0 flex-1">
      <p className="truncate font-medium" dir="auto">
        {cover.name}
      </p>
      <p className="text-sm text-muted">
        {size
          ? t("cover.facts", { width: size.width, height: size.height, size: formatBytes(cover.size) })
          : formatBytes(cover.size)}
      </p>
    </div>
  );
}

function Sending({ share, onCancel }: { share: number; onCancel: () => void }) {
  const { t } = useTranslation("hide");
  const { t: common } = useTranslation();
  const isSent = share >= 1;
  const label = isSent ? t("cover.checking") : t("cover.uploading", { share: formatShare(share) });
  return (
    <div className="flex items-center gap-4">
      <div className="flex-1">
        <p className="mb-1 text-sm text-muted">{label}</p>
        <Progress value={isSent ? undefined : share} label={label} />
      </div>
      <Button size="small" onClick={onCancel}>
        {common("state.cancel")}
      </Button>
    </div>
  );
}

const KNOWN_ADVICE = ["small", "flat", "saturated", "converted", "crowded", "compressed"] as const;

function CoverAdvice({ upload }: { upload: Upload }) {
  const { t } = useTranslation("hide");
  if (upload.advice.length === 0) return null;
  return (
    <Notice tone="warn">
      <ul className="flex flex-col gap-1">
        {upload.advice.map(({ code, message }) => {
          const known = KNOWN_ADVICE.find((one) => one === code);
          return <li key={code}>{known ? t(`cover.advice.${known}`) : message}</li>;
        })}
      </ul>
    </Notice>
  );
}
