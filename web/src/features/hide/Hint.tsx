import type { ReactNode } from "react";

/** What a choice means; small screens have room for that of the chosen one alone. */
export function Hint({ isChosen, children }: { isChosen: boolean; children: ReactNode }) {
  return <span className={isChosen ? "block" : "hidden sm:block"}>{children}</span>;
}
