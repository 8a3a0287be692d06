import { useId } from "react";
import { useTranslation } from "react-i18next";

import { Part } from "./Part.tsx";

const MODES = ["robust", "covert", "image"] as const;
const ROWS = ["use", "file", "chat", "social", "room", "eyes", "detectors", "passphrase"] as const;

/** What each way of hiding is good for and what it is not, as measured. */
export function Modes() {
  const { t } = useTranslation("help");
  const id = useId();
  return (
    <Part anchor="modes" title={t("modes.title")} lead={t("modes.lead")}>
      <div
        role="region"
        aria-labelledby={id}
        tabIndex={0}
        className="overflow-x-auto rounded-2xl border border-line bg-surface"
      >
        <table className="w-full min-w-[46rem] table-fixed text-start text-sm sm:text-base">
          <caption id={id} className="sr-only">
            {t("modes.caption")}
          </caption>
          <thead>
            <tr className="bg-sunken">
              <td className="sticky start-0 w-28 bg-sunken sm:w-44" />
              {MODES.map((mode) => (
                <th key={mode} scope="col" className="p-4 text-start font-semibold">
                  {t(`modes.${mode}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ROWS.map((row) => (
              <tr key={row} className="border-t border-line align-top">
                <th
                  scope="row"
                  className="sticky start-0 border-e border-line bg-surface p-3 text-start font-medium text-muted sm:p-4"
                >
                  {t(`modes.rows.${row}.title`)}
                </th>
                {MODES.map((mode) => (
                  <td key={mode} className="p-3 sm:p-4">
                    {t(`modes.rows.${row}.${mode}`)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Part>
  );
}
