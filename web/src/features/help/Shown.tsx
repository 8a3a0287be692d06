import { useTranslation } from "react-i18next";

import { Icon, type IconName } from "@/components/ui/Icon.tsx";
import { formatBytes } from "@/lib/format.ts";

import { Part } from "./Part.tsx";
import cover from "./pictures/cover.jpg";
import hidden from "./pictures/hidden.jpg";
import received from "./pictures/received.jpg";

interface Shot {
  name: "cover" | "hidden" | "received";
  file: string;
  width: number;
  height: number;
  bytes: number;
  /** How the message is shown beside this picture, if it is. */
  sign?: IconName;
}

// Real files, with what a person can check of them; pictures/CREDITS.md says how they were made.
const SHOTS: readonly Shot[] = [
  { name: "cover", file: cover, width: 640, height: 480, bytes: 51_007, sign: "text" },
  { name: "hidden", file: hidden, width: 640, height: 480, bytes: 52_087 },
  { name: "received", file: received, width: 480, height: 360, bytes: 32_686, sign: "check" },
];

/** Three pictures: a message goes in, nothing is seen, and it is read again. */
export function Shown() {
  const { t } = useTranslation("help");
  return (
    <Part anchor="shown" title={t("shown.title")}>
      <ol className="grid gap-6 md:grid-cols-3">
        {SHOTS.map((shot, place) => (
          <li key={shot.name}>
            <figure className="flex h-full flex-col overflow-hidden rounded-2xl border border-line bg-surface">
              <div className="relative aspect-4/3 bg-sunken">
                <img
                  src={shot.file}
                  width={shot.width}
                  height={shot.height}
                  alt={t(`shown.${shot.name}.alt`)}
                  loading={place === 0 ? "eager" : "lazy"}
                  fetchPriority={place === 0 ? "high" : "auto"}
                  decoding="async"
                  className="size-full object-cover"
                />
                {shot.sign && (
                  <p className="absolute inset-x-3 bottom-3 flex w-fit items-center gap-2 rounded-xl bg-surface px-3 py-2 font-medium shadow-lg">
                    <Icon name={shot.sign} className="size-5 text-accent" />
                    {t("shown.message")}
                  </p>
                )}
              </div>
              <figcaption className="flex flex-1 flex-col gap-1 p-4">
                <h3 className="text-lg font-semibold">
                  {place + 1}. {t(`shown.${shot.name}.title`)}
                </h3>
                <p className="text-muted">
                  {t(`shown.${shot.name}.text`, { size: formatBytes(shot.bytes) })}
                </p>
                {shot.name === "hidden" && (
                  <a
                    href={shot.file}
                    download="mountains.jpg"
                    className="mt-auto inline-flex min-h-11 items-center gap-2 self-start font-medium text-accent underline"
                  >
                    <Icon name="download" />
                    {t("shown.hidden.save")}
                  </a>
                )}
              </figcaption>
            </figure>
          </li>
        ))}
      </ol>
      <p className="text-sm text-muted">
        {t("shown.credit", { title: "Picos de Europa", author: "Aitzol Berasategi" })}{" "}
        <a
          href="https://creativecommons.org/licenses/by/4.0/"
          rel="license noreferrer"
          className="text-accent underline"
        >
          CC BY 4.0
        </a>
        , {t("shown.licence")}.
      </p>
    </Part>
  );
}
