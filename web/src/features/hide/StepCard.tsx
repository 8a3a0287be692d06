import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Icon } from "@/components/ui/Icon.tsx";
import { Card } from "@/components/ui/Page.tsx";

interface StepCardProps {
  number: number;
  title: string;
  isDone: boolean;
  children: ReactNode;
}

/** One of the three steps, with its number, or a tick once nothing is missing in it. */
export function StepCard({ number, title, isDone, children }: StepCardProps) {
  const { t } = useTranslation("hide");
  const colours = isDone ? "bg-accent text-on-accent" : "bg-accent-soft text-accent";
  return (
    <Card
      title={
        <span className="flex items-center gap-3">
          <span
            className={`flex size-8 shrink-0 items-center justify-center rounded-full text-base ${colours}`}
          >
            {isDone ? <Icon name="check" className="size-5" /> : number}
          </span>
          <span>
            {title}
            {isDone && <span className="sr-only"> ({t("steps.done")})</span>}
          </span>
        </span>
      }
    >
      {children}
    </Card>
  );
}
