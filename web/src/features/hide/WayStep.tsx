import { useRef } from "react";
import { useTranslation } from "react-i18next";

import { Choices } from "@/components/ui/Choices.tsx";
import { Icon, type IconName } from "@/components/ui/Icon.tsx";
import type { Upload } from "@/lib/jobs/uploads.ts";

import { BetterWays } from "./BetterWays.tsx";
import type { Lock, Room } from "./capacity.ts";
import { Chances } from "./Chances.tsx";
import type { ChangeDraft, Destination, Draft } from "./draft.ts";
import { ExpertChoice } from "./ExpertChoice.tsx";
import { Hint } from "./Hint.tsx";
import { JourneyBuilder } from "./JourneyBuilder.tsx";
import { LockChoice } from "./LockChoice.tsx";
import { takeWay, type BetterWay } from "./outlook.ts";
import type { Plan } from "./plan.ts";
import { wayInWords } from "./planWords.ts";
import { StepCard } from "./StepCard.tsx";

interface WayStepProps {
  draft: Draft;
  onChange: ChangeDraft;
  upload: Upload | undefined;
  room: Room;
  /** What the message takes at most, in bytes. */
  bytes: number;
  lock: Lock;
  isDone: boolean;
}

const DESTINATIONS: readonly [Destination, IconName][] = [
  ["chat", "messages"],
  ["social", "globe"],
  ["file", "file"],
  ["custom", "settings"],
];

/** The third step: where the picture will go, how that is survived, and who may read what it carries. */
export function WayStep({ draft, onChange, upload, room, bytes, lock, isDone }: WayStepProps) {
  const { t } = useTranslation("hide");
  const { plan } = room;
  const destinations = useRef<HTMLHeadingElement>(null);
  const take = (way: BetterWay) => {
    onChange(takeWay(way));
    // The button goes away with what it has mended.
    destinations.current?.focus();
  };
  return (
    <StepCard number={3} title={t("steps.way")} isDone={isDone}>
      <div className="flex flex-col gap-4">
        <h3 ref={destinations} tabIndex={-1} className="font-medium">
          {t("way.destination")}
        </h3>
        <Choices
          label={t("way.destination")}
          value={draft.destination}
          onChange={(destination) => onChange({ destination, mode: "auto" })}
          columns={2}
          options={DESTINATIONS.map(([value, icon]) => ({
            value,
            icon,
            label: t(`way.destinations.${value}`),
            hint: <Hint isChosen={value === draft.destination}>{t(`way.hints.${value}`)}</Hint>,
          }))}
        />
        {draft.destination === "custom" && (
          <JourneyBuilder steps={draft.steps} onChange={(steps) => onChange({ steps })} />
        )}
        <BetterWays draft={draft} room={room} onTake={take} />
        <Chances upload={upload?.id} plan={plan} bytes={bytes} lock={lock} />
        <div>
          <Decision plan={plan} upload={upload} />
          <ExpertChoice draft={draft} plan={plan} onChange={onChange} />
        </div>
        <hr className="border-line" />
        <LockChoice draft={draft} onChange={onChange} />
      </div>
    </StepCard>
  );
}

/** Says which way of hiding was taken, and why. */
function Decision({ plan, upload }: { plan: Plan; upload: Upload | undefined }) {
  const { t } = useTranslation("hide");
  return (
    <div className="flex gap-3 text-sm">
      <Icon name="hide" className="size-5 text-accent" />
      <div>
        <p>
          <strong className="font-medium">
            {t("way.picked")}: {wayInWords(t, plan)}.
          </strong>{" "}
          <span className="text-muted">{t(`way.reasons.${plan.reason}`)}</span>
        </p>
        {plan.reason === "quiet" && upload?.media_type === "image/jpeg" && (
          <p className="text-muted">{t("way.jpegTraces")}</p>
        )}
      </div>
    </div>
  );
}
