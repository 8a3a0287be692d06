import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/Button.tsx";
import { Choices } from "@/components/ui/Choices.tsx";
import { DropZone } from "@/components/ui/DropZone.tsx";
import { TextArea } from "@/components/ui/Field.tsx";
import { Icon } from "@/components/ui/Icon.tsx";
import { formatBytes } from "@/lib/format.ts";

import type { Room } from "./capacity.ts";
import { PICTURES } from "./CoverStep.tsx";
import type { ChangeDraft, Draft } from "./draft.ts";
import { LocalPicture } from "./LocalPicture.tsx";
import { PictureRoom } from "./PictureRoom.tsx";
import { RoomMeter } from "./RoomMeter.tsx";
import type { Size } from "./size.ts";
import { StepCard } from "./StepCard.tsx";

interface PayloadStepProps {
  draft: Draft;
  onChange: ChangeDraft;
  size: Size;
  room: Room;
  isUploaded: boolean;
  isDone: boolean;
}

/** The second step: the text, file or picture to be hidden, and how much of the cover's room it takes. */
export function PayloadStep({ draft, onChange, size, room, isUploaded, isDone }: PayloadStepProps) {
  const { t } = useTranslation("hide");
  return (
    <StepCard number={2} title={t("steps.payload")} isDone={isDone}>
      <div className="flex flex-col gap-4">
        <Choices
          label={t("payload.kind")}
          look="row"
          value={draft.kind}
          onChange={(kind) => onChange({ kind, mode: "auto" })}
          options={[
            { value: "text", label: t("payload.kinds.text"), icon: "text" },
            { value: "file", label: t("payload.kinds.file"), icon: "file" },
            { value: "picture", label: t("payload.kinds.picture"), icon: "picture" },
          ]}
        />
        {draft.kind === "text" && (
          <TextArea
            label={t("payload.text")}
            placeholder={t("payload.placeholder")}
            value={draft.text}
            onChange={(event) => onChange({ text: event.target.value })}
          />
        )}
        {draft.kind === "file" && <FilePayload file={draft.file} onChange={(file) => onChange({ file })} />}
        {draft.kind === "picture" && (
          <PicturePayload
            picture={draft.picture}
            takesPaste={draft.cover !== null}
            onChange={(picture) => onChange({ picture })}
          />
        )}
        {room.plan.mode === "image" ? (
          <PictureRoom picture={draft.picture} room={room} isUploaded={isUploaded} />
        ) : (
          <RoomMeter draft={draft} size={size} room={room} isUploaded={isUploaded} />
        )}
      </div>
    </StepCard>
  );
}

function FilePayload({ file, onChange }: { file: File | null; onChange: (file: File | null) => void }) {
  const { t } = useTranslation("hide");
  if (!file) {
    return (
      <DropZone
        label={t("payload.fileDrop")}
        hint={t("payload.fileHint")}
        onFiles={([chosen]) => chosen && onChange(chosen)}
      />
    );
  }
  return <ChosenFile file={file} onRemove={() => onChange(null)} />;
}

interface PicturePayloadProps {
  picture: File | null;
  takesPaste: boolean;
  onChange: (picture: File | null) => void;
}

function PicturePayload({ picture, takesPaste, onChange }: PicturePayloadProps) {
  const { t } = useTranslation("hide");
  if (!picture) {
    return (
      <DropZone
        label={t("payload.pictureDrop")}
        hint={t("payload.pictureHint")}
        accept={PICTURES}
        takesPaste={takesPaste}
        onFiles={([chosen]) => chosen && onChange(chosen)}
      />
    );
  }
  return (
    <div className="flex flex-col gap-3">
      <LocalPicture picture={picture} alt={t("payload.picture")} />
      <ChosenFile file={picture} onRemove={() => onChange(null)} />
    </div>
  );
}

function ChosenFile({ file, onRemove }: { file: File; onRemove: () => void }) {
  const { t } = useTranslation("hide");
  return (
    <div className="flex items-center gap-3 rounded-xl bg-sunken p-3">
      <Icon name="file" className="size-6 text-muted" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium" dir="auto">
          {file.name}
        </p>
        <p className="text-sm text-muted">{formatBytes(file.size)}</p>
      </div>
      <Button size="small" tone="quiet" onClick={onRemove}>
        {t("payload.remove")}
      </Button>
    </div>
  );
}
