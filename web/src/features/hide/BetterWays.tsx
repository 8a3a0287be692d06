import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/Button.tsx";
import { Icon } from "@/components/ui/Icon.tsx";
import { Notice } from "@/components/ui/Notice.tsx";
import { usePreview } from "@/lib/images/preview.ts";

import type { Room } from "./capacity.ts";
import type { Draft } from "./draft.ts";
import { betterWays, isPoor, outlookOf, type BetterWay } from "./outlook.ts";

interface BetterWaysProps {
  draft: Draft;
  room: Room;
  onTake: (way: BetterWay) => void;
}

const ICONS = { file: "file", compressed: "settings" } as const;

/** Where too little of a hidden picture would be left: how little, and the ways that keep more, a click away. */
export function BetterWays({ draft, room, onTake }: BetterWaysProps) {
  const { t } = useTranslation("hide");
  const { data: secret } = usePreview(draft.picture);
  const { capacity, plan } = room;
  if (draft.kind !== "picture") return null;
  const isForPeople = draft.lock === "people" && plan.channel !== "lossless";
  const outlook = plan.mode === "image" && capacity ? outlookOf(capacity, secret ?? null) : null;
  if (!isForPeople && !(outlook && isPoor(outlook))) return null;
  const ways = betterWays(draft);
  const title =
    outlook === null
      ? t("way.better.forPeople")
      : outlook.kind === "none"
        ? t("way.better.none")
        : t("way.better.tiny", { width: outlook.width, height: outlook.height });
  return (
    <Notice tone="warn" title={title}>
      <p>{t(`way.better.why.${ways[1] ?? ways[0] ?? "cover"}`)}</p>
      {ways.length > 0 && (
        <div className="mt-3 flex flex-wrap gap-2">
          {ways.map((way) => (
            <Button key={way} onClick={() => onTake(way)}>
              <Icon name={ICONS[way]} />
              {t(`way.better.take.${way}`)}
            </Button>
          ))}
        </div>
      )}
    </Notice>
  );
}
