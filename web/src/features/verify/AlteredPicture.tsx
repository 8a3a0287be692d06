import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Choices } from "@/components/ui/Choices.tsx";

import { AlterationOverlay, Hatching } from "./AlterationOverlay.tsx";
import { Shown } from "./Shown.tsx";
import type { AlterationMap, Source } from "./verification.ts";

type View = "map" | "plain" | "made";

interface AlteredPictureProps {
  map: AlterationMap;
  source: Source;
  /** The picture as it was made, where the user may still read it. */
  made: string | null;
}

/** An altered picture with the places marked, without the marks, and as it was made. */
export function AlteredPicture({ map, source, made }: AlteredPictureProps) {
  const { t } = useTranslation("verify");
  const [view, setView] = useState<View>("map");
  const views: readonly View[] = made ? ["map", "plain", "made"] : ["map", "plain"];
  return (
    <section className="flex flex-col gap-4">
      <div className="w-full max-w-md self-center">
        <Choices
          look="row"
          label={t("map.view")}
          value={view}
          onChange={setView}
          options={views.map((value) => ({ value, label: t(`map.${value}`) }))}
        />
      </div>
      {view === "made" && made ? (
        <Shown source={{ blob: made }} alt={t("map.madeAlt")} size={map} />
      ) : (
        <Shown source={source} alt={t(view === "map" ? "map.alt" : "map.plainAlt")} size={map}>
          {view === "map" && <AlterationOverlay map={map} />}
        </Shown>
      )}
      {view === "map" && (
        <ul aria-label={t("map.legend")} className="flex flex-wrap justify-center gap-x-6 gap-y-2 text-sm">
          <li className="flex items-center gap-2">
            <Hatching isStrong={false} />
            {t("map.little")}
          </li>
          <li className="flex items-center gap-2">
            <Hatching isStrong />
            {t("map.much")}
          </li>
          <li className="text-muted">{t("map.rest")}</li>
        </ul>
      )}
    </section>
  );
}
