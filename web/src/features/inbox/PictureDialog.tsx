import { useTranslation } from "react-i18next";

import { Button, ButtonLink } from "@/components/ui/Button.tsx";
import { Dialog } from "@/components/ui/Dialog.tsx";
import { Icon } from "@/components/ui/Icon.tsx";
import { Spinner } from "@/components/ui/Spinner.tsx";
import { ErrorState } from "@/components/ui/States.tsx";
import type { Schemas } from "@/lib/api/types.ts";
import { saveFile } from "@/lib/files/save.ts";
import { formatBytes } from "@/lib/format.ts";
import { useObjectUrl } from "@/lib/images/objectUrl.ts";

import { useLargePicture } from "./pictures.ts";

interface PictureDialogProps {
  image: Schemas["MessageImage"];
  alt: string;
  isOpen: boolean;
  onClose: () => void;
}

/** A picture as large as the window, its file to be saved as it is. */
export function PictureDialog({ image, alt, isOpen, onClose }: PictureDialogProps) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={alt} width="wide">
      <Large image={image} alt={alt} />
    </Dialog>
  );
}

function Large({ image, alt }: { image: Schemas["MessageImage"]; alt: string }) {
  const { t } = useTranslation("inbox");
  const { data, error, refetch } = useLargePicture(image.blob);
  const url = useObjectUrl(data?.preview);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) {
    return (
      <div className="flex h-64 items-center justify-center">
        <Spinner className="size-8" />
      </div>
    );
  }
  const { original, width, height } = data;
  const name = `${image.blob}.${image.media_type.replace("image/", "").replace("jpeg", "jpg")}`;
  return (
    <>
      <img src={url} alt={alt} className="mx-auto max-h-[65dvh] max-w-full rounded-lg object-contain" />
      <p className="text-center text-sm text-muted">
        {t("picture.size", { width, height, size: formatBytes(original.size) })}
      </p>
      <div className="flex flex-wrap justify-center gap-2">
        <Button onClick={() => saveFile(original, name)}>
          <Icon name="download" />
          {t("picture.download")}
        </Button>
        <ButtonLink tone="primary" to={`/reveal?blob=${encodeURIComponent(image.blob)}`}>
          <Icon name="search" />
          {t("picture.reveal")}
        </ButtonLink>
      </div>
    </>
  );
}
