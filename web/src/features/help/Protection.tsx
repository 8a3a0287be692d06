import { useTranslation } from "react-i18next";

import { Icon, type IconName } from "@/components/ui/Icon.tsx";
import { Notice } from "@/components/ui/Notice.tsx";

import { Part } from "./Part.tsx";

const SUBJECTS = [
  ["passphrase", "lock"],
  ["server", "globe"],
  ["traces", "picture"],
  ["deleting", "trash"],
] as const satisfies readonly (readonly [string, IconName])[];

/** Who learns what: by the passphrase, at the server, from the picture, after deleting. */
export function Protection() {
  const { t } = useTranslation("help");
  return (
    <Part anchor="protection" title={t("protection.title")}>
      <div className="grid gap-4 md:grid-cols-2">
        {SUBJECTS.map(([subject, icon]) => (
          <section key={subject} className="rounded-2xl border border-line bg-surface p-5">
            <h3 className="flex items-center gap-3 font-semibold">
              <Icon name={icon} className="size-5 text-accent" />
              {t(`protection.${subject}.title`)}
            </h3>
            <p className="mt-2 text-muted">{t(`protection.${subject}.text`)}</p>
          </section>
        ))}
      </div>
      <Notice tone="warn" title={t("protection.warning.title")}>
        {t("protection.warning.text")}
      </Notice>
    </Part>
  );
}
