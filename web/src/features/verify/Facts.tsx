import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { formatMoment, formatShare } from "@/lib/format.ts";
import { useUser } from "@/lib/session.ts";

import { alteredShare, mainPlace } from "./geometry.ts";
import type { Verification } from "./verification.ts";

/** By whom and when a picture was made, and what was done to it since. */
export function Facts({ verification }: { verification: Verification }) {
  const { t } = useTranslation("verify");
  const own = useUser();
  const { made_by: maker, made_at: madeAt, map, job, verdict } = verification;
  // "Only the file changed" is said of pictures whose pixels are the same, which an altered one's are not.
  const changes = (verification.changes ?? []).filter(
    (change) => verdict !== "altered" || change !== "repacked",
  );
  return (
    <>
      <dl className="mt-4 grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2">
        <Fact name={t("facts.by")}>{madeBy()}</Fact>
        {madeAt && <Fact name={t("facts.at")}>{formatMoment(madeAt)}</Fact>}
        {changes.length > 0 && (
          <Fact name={t("facts.changes")}>{changes.map((change) => t(`changes.${change}`)).join(", ")}</Fact>
        )}
        {map && (
          <>
            <Fact name={t("facts.share")}>
              {t("facts.shareOf", { share: formatShare(alteredShare(map), 1) })}
            </Fact>
            <Fact name={t("facts.where")}>{t(`map.places.${mainPlace(map)}`)}</Fact>
          </>
        )}
      </dl>
      {job && (
        <p className="mt-4">
          <Link to={`/jobs/${job}`} className="font-medium text-accent underline">
            {t("facts.job")}
          </Link>
        </p>
      )}
    </>
  );

  function madeBy(): ReactNode {
    if (!maker) return t("facts.gone");
    if (maker.id === own.id) return t("facts.you");
    return (
      <>
        <bdi>{maker.display_name}</bdi> <span className="text-muted">@{maker.username}</span>
      </>
    );
  }
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}
