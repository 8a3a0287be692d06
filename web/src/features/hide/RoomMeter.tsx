import { useTranslation } from "react-i18next";

import { Meter } from "@/components/ui/Progress.tsx";
import { formatBytes, formatNumber } from "@/lib/format.ts";
import { sentenceOf } from "@/lib/api/problem.ts";

import type { Room } from "./capacity.ts";
import type { Draft } from "./draft.ts";
import { charactersOf, readMeter, type MeterReading } from "./meter.ts";
import type { Size } from "./size.ts";

interface RoomMeterProps {
  draft: Draft;
  size: Size;
  room: Room;
  isUploaded: boolean;
}

/** How much of the cover's room the message takes, and what helps where it is too much. */
export function RoomMeter({ draft, size, room, isUploaded }: RoomMeterProps) {
  const { t, i18n } = useTranslation("hide");
  const { capacity } = room;
  const reading = readMeter(size.used, size.packed, capacity?.payload_bytes);

  if (!isUploaded) return <p className="text-sm text-muted">{t("meter.waiting")}</p>;
  if (room.error) {
    return <p className="text-sm text-danger">{t("meter.failed", { reason: sentenceOf(room.error) })}</p>;
  }
  if (reading.room === undefined) {
    return room.isAsking ? (
      <p className="animate-pulse text-sm text-muted" role="status">
        {t("meter.looking")}
      </p>
    ) : null;
  }
  const advice = [
    t("meter.adviceLarger"),
    ...(draft.destination === "file" ? [] : [t("meter.adviceWay")]),
    ...(draft.kind === "text" ? [t("meter.adviceShorter")] : []),
  ];
  const list = new Intl.ListFormat(i18n.language, { type: "disjunction" }).format(advice);
  return (
    <div className="flex flex-col gap-1.5">
      <Meter value={reading.packed} limit={reading.room} label={t("meter.label")} />
      <div className="text-sm text-muted" role="status">
        <span className="tabular-nums">
          <Figures draft={draft} reading={reading} room={reading.room} />
        </span>{" "}
        {reading.fit === "packs" && t("meter.packs", { packed: formatBytes(reading.packed) })}
        {reading.fit === "perhaps" && <span className="text-warn">{t("meter.perhaps")}</span>}
        {reading.fit === "over" && (
          <span className="text-danger">
            {t("meter.over", { by: formatBytes(reading.packed - reading.room) })}{" "}
            {t("meter.advice", { list })}
          </span>
        )}
      </div>
    </div>
  );
}

function Figures({ draft, reading, room }: { draft: Draft; reading: MeterReading; room: number }) {
  const { t } = useTranslation("hide");
  if (draft.kind !== "text") {
    if (reading.used === 0) return t("meter.emptyBytes", { room: formatBytes(room) });
    return t("meter.bytes", { used: formatBytes(reading.used), room: formatBytes(room) });
  }
  if (reading.used === 0) return t("meter.empty", { count: room });
  const count = charactersOf(draft.text);
  const figures = { used: formatNumber(reading.used), room: formatNumber(room) };
  return count === reading.used
    ? t("meter.characters", figures)
    : t("meter.textBytes", { count, ...figures });
}
