import type { TFunction } from "i18next";

import type { Plan } from "./plan.ts";

/** The name of a way of hiding; one that fills the picture is not called hard to notice. */
export function wayInWords(t: TFunction<"hide">, { mode, rate }: Plan): string {
  return mode === "covert" && rate !== null ? t("way.unseen") : t(`way.modes.${mode}`);
}
