import { useTranslation } from "react-i18next";

import { sentenceOf } from "@/lib/api/problem.ts";
import { usePreview } from "@/lib/images/preview.ts";

import type { Room } from "./capacity.ts";
import { isPoor, outlookOf } from "./outlook.ts";

interface PictureRoomProps {
  picture: File | null;
  room: Room;
  isUploaded: boolean;
}

/** How large the hidden picture comes out again. */
export function PictureRoom({ picture, room, isUploaded }: PictureRoomProps) {
  const { t } = useTranslation("hide");
  const { data: secret } = usePreview(picture);
  const { capacity, error, isAsking } = room;
  if (!isUploaded) return <p className="text-sm text-muted">{t("meter.waiting")}</p>;
  if (error) return <p className="text-sm text-danger">{t("meter.failed", { reason: sentenceOf(error) })}</p>;
  if (!capacity) {
    return isAsking ? (
      <p className="animate-pulse text-sm text-muted" role="status">
        {t("meter.looking")}
      </p>
    ) : null;
  }
  const outlook = outlookOf(capacity, secret ?? null);
  return (
    <p className={`text-sm ${isPoor(outlook) ? "text-warn" : "text-muted"}`} role="status">
      {outlook.kind === "none"
        ? t("payload.comesOut.none")
        : t(`payload.comesOut.${secret && outlook.kind === "tiny" ? "smaller" : outlook.kind}`, {
            width: outlook.width,
            height: outlook.height,
            from: secret ? t("payload.extent", { width: secret.width, height: secret.height }) : "",
          })}
    </p>
  );
}
