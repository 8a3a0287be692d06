import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { Icon, type IconName } from "@/components/ui/Icon.tsx";
import { Card } from "@/components/ui/Page.tsx";

import { AlteredPicture } from "./AlteredPicture.tsx";
import { Facts } from "./Facts.tsx";
import { Shown } from "./Shown.tsx";
import { Unknown } from "./Unknown.tsx";
import type { Source, Verification } from "./verification.ts";

const LOOKS: Record<Verification["verdict"], [string, IconName]> = {
  unchanged: ["bg-good-soft text-good", "verify"],
  recompressed: ["bg-accent-soft text-accent", "info"],
  altered: ["bg-danger-soft text-danger", "warning"],
  unknown: ["bg-sunken text-muted", "help"],
};

/** The answer about a picture: what it is, what that means, and what can be seen of it. */
export function Verdict({ verification, source }: { verification: Verification; source: Source }) {
  const { t } = useTranslation("verify");
  const heading = useRef<HTMLHeadingElement>(null);
  const { verdict, map } = verification;
  const [look, icon] = LOOKS[verdict];
  // The answer is read out, and the keyboard goes on from here.
  useEffect(() => heading.current?.focus(), []);

  return (
    <div className="flex flex-col gap-5">
      <Card>
        <div className="flex flex-col gap-4 sm:flex-row">
          <span className={`flex size-14 shrink-0 items-center justify-center rounded-full ${look}`}>
            <Icon name={icon} className="size-8" />
          </span>
          <div className="min-w-0 flex-1">
            <h2
              ref={heading}
              tabIndex={-1}
              className="text-xl font-bold tracking-tight outline-none sm:text-2xl"
            >
              {t(`${verdict}.title`)}
            </h2>
            <p className="mt-1 max-w-prose">
              {verdict === "altered" && !map ? t("altered.cropped") : t(`${verdict}.text`)}
            </p>
            {verdict === "unknown" ? <Unknown /> : <Facts verification={verification} />}
          </div>
        </div>
      </Card>
      {verdict === "altered" && map ? (
        <AlteredPicture map={map} source={source} made={verification.blob ?? null} />
      ) : (
        <Shown source={source} alt={t("picture")} />
      )}
    </div>
  );
}
