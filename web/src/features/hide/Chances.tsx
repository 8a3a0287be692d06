import { useTranslation } from "react-i18next";

import { Badge, type BadgeTone } from "@/components/ui/Badge.tsx";
import { formatShare } from "@/lib/format.ts";

import type { Lock } from "./capacity.ts";
import { jpegQualityOf } from "./journey.ts";
import { journeyInWords } from "./journeyWords.ts";
import type { Plan } from "./plan.ts";
import { chanceOf, useSurvival, weakestOf, type Chance, type Survival } from "./survival.ts";

const TONES: Record<Exclude<Chance, "untested">, BadgeTone> = {
  sure: "good",
  likely: "good",
  few: "accent",
  risky: "danger",
};

interface ChancesProps {
  upload: string | undefined;
  plan: Plan;
  bytes: number;
  lock: Lock;
}

/** How sure a message is to arrive: what was measured for its length, the hardest journey first, in words and numbers. */
export function Chances({ upload, plan, bytes, lock }: ChancesProps) {
  const { t } = useTranslation("hide");
  if (plan.channel === null) return null;
  return (
    <section
      aria-label={t("chance.heading")}
      className="flex flex-col gap-2 rounded-xl bg-sunken p-4 text-sm"
    >
      <h3 className="font-medium">{t("chance.heading")}</h3>
      {plan.channel === "lossless" ? (
        <p className="text-muted">{t("chance.file")}</p>
      ) : plan.mode === "image" ? (
        <PictureChance channel={plan.channel} />
      ) : upload === undefined ? (
        <p className="text-muted">{t("chance.needsCover")}</p>
      ) : (
        <Measured upload={upload} channel={plan.channel} bytes={bytes} lock={lock} />
      )}
    </section>
  );
}

/** What is known of pictures in pictures: all was measured that JPEG alone does to them. */
function PictureChance({ channel }: { channel: string }) {
  const { t } = useTranslation("hide");
  const quality = jpegQualityOf(channel);
  return (
    <p className="text-muted">
      {quality === null ? t("chance.pictures") : t("chance.jpegPictures", { quality })}
    </p>
  );
}

function Measured(props: { upload: string; channel: string; bytes: number; lock: Lock }) {
  const { t } = useTranslation("hide");
  const survival = useSurvival(props.upload, props.channel, props.bytes, props.lock);
  // Too much for the cover: the meter has said so.
  if (survival.isError || !survival.data) return null;
  const weakest = weakestOf(survival.data);
  const chance = chanceOf(weakest);
  return (
    <>
      {weakest === null || chance === "untested" ? (
        <p>{t("chance.unmeasured")}</p>
      ) : (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Badge tone={TONES[chance]}>{t(`chance.words.${chance}`)}</Badge>
          <Tries one={weakest} />
        </div>
      )}
      {weakest && survival.data.length > 1 && (
        <p className="text-muted">{t("chance.lowest", { journey: journeyInWords(t, weakest.journey) })}</p>
      )}
      <p className="text-muted">{t("chance.tested")}</p>
      {survival.data.length > 1 && <AllJourneys journeys={survival.data} />}
    </>
  );
}

function Tries({ one }: { one: Survival }) {
  const { t } = useTranslation("hide");
  return (
    <span className="tabular-nums">
      {t("chance.tries", { count: one.tried, exact: one.exact })},{" "}
      {t("chance.low", { low: formatShare(one.low) })}
    </span>
  );
}

function AllJourneys({ journeys }: { journeys: readonly Survival[] }) {
  const { t } = useTranslation("hide");
  return (
    <details>
      <summary className="min-h-9 cursor-pointer py-1.5 font-medium text-accent">
        {t("chance.details")}
      </summary>
      <table className="w-full text-start tabular-nums">
        <thead className="text-muted">
          <tr>
            <th className="py-1 pe-3 text-start font-medium">{t("chance.journey")}</th>
            <th className="py-1 pe-3 text-start font-medium">{t("chance.counted")}</th>
            <th className="py-1 text-start font-medium">{t("chance.bound")}</th>
          </tr>
        </thead>
        <tbody>
          {journeys.map((one) => (
            <tr key={one.journey} className="border-t border-line align-top">
              <td className="py-1 pe-3">{journeyInWords(t, one.journey)}</td>
              <td className="py-1 pe-3">{t("chance.tries", { count: one.tried, exact: one.exact })}</td>
              <td className="py-1">
                {formatShare(one.low)} – {formatShare(one.high)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
