import { useTranslation } from "react-i18next";

const REASONS = ["elsewhere", "others", "beyond", "covert", "gone"] as const;

/** What it can mean that nothing is known. */
export function Unknown() {
  const { t } = useTranslation("verify");
  return (
    <>
      <ul className="mt-2 list-disc ps-5 text-muted">
        {REASONS.map((reason) => (
          <li key={reason}>{t(`unknown.reasons.${reason}`)}</li>
        ))}
      </ul>
      <p className="mt-3 max-w-prose">{t("unknown.next")}</p>
    </>
  );
}
