import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Icon } from "@/components/ui/Icon.tsx";
import { Spinner } from "@/components/ui/Spinner.tsx";
import type { Schemas } from "@/lib/api/types.ts";
import { useObjectUrl } from "@/lib/images/objectUrl.ts";
import { useInSight } from "@/lib/inSight.ts";

import { PictureDialog } from "./PictureDialog.tsx";
import { useInlinePicture } from "./pictures.ts";

const OVER = "absolute inset-0 flex items-center justify-center focus-visible:-outline-offset-4";

interface PictureFrameProps {
  image: Schemas["MessageImage"];
  alt: string;
}

/** A picture in a message, blurred until it is asked for; its frame has one size, so that nothing moves. */
export function PictureFrame({ image, alt }: PictureFrameProps) {
  const { t } = useTranslation("inbox");
  const frame = useRef<HTMLDivElement>(null);
  const isNear = useInSight(frame, 300);
  const [isShown, setShown] = useState(false);
  const [isLarge, setLarge] = useState(false);
  const { data, isError } = useInlinePicture(image.blob, isNear);
  const url = useObjectUrl(data?.preview);
  return (
    <div className="flex w-64 max-w-full flex-col">
      <div ref={frame} className="relative aspect-4/3 overflow-hidden rounded-xl bg-sunken">
        {url && (
          <img
            src={url}
            alt={isShown ? alt : ""}
            className={`size-full object-cover ${isShown ? "" : "scale-125 blur-xl"}`}
          />
        )}
        {isError ? (
          <p className={`${OVER} p-4 text-center text-sm text-muted`}>{t("picture.failed")}</p>
        ) : !url ? (
          <span className={OVER}>
            <Spinner className="size-6" />
          </span>
        ) : isShown ? (
          <button
            type="button"
            aria-label={t("picture.open")}
            onClick={() => setLarge(true)}
            className={OVER}
          />
        ) : (
          <button type="button" onClick={() => setShown(true)} className={OVER}>
            <span className="flex min-h-9 items-center gap-2 rounded-full bg-surface px-4 text-sm font-medium text-ink shadow">
              <Icon name="reveal" className="size-4" />
              {t("picture.show")}
              <span className="sr-only">{alt}</span>
            </span>
          </button>
        )}
      </div>
      <Link
        to={`/reveal?blob=${encodeURIComponent(image.blob)}`}
        className="flex min-h-9 items-center gap-1.5 text-sm font-medium text-accent underline"
      >
        <Icon name="search" className="size-4" />
        {t("picture.reveal")}
      </Link>
      <PictureDialog image={image} alt={alt} isOpen={isLarge} onClose={() => setLarge(false)} />
    </div>
  );
}
