import { useEffect, useRef, type ReactNode } from "react";

import { Icon, type IconName } from "@/components/ui/Icon.tsx";

export type AnswerTone = "good" | "neutral" | "warn" | "danger";

const TONES: Record<AnswerTone, string> = {
  good: "bg-good-soft text-good",
  neutral: "bg-accent-soft text-accent",
  warn: "bg-warn-soft text-warn",
  danger: "bg-danger-soft text-danger",
};

interface AnswerScreenProps {
  icon: IconName;
  tone: AnswerTone;
  title: string;
  text: ReactNode;
  children?: ReactNode;
  /** What can be done next, besides. */
  actions?: ReactNode;
}

/** One answer on its own screen: what was found in the picture, in plain words, and what to do next. */
export function AnswerScreen({ icon, tone, title, text, children, actions }: AnswerScreenProps) {
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    // What had the focus while it was waited for is gone: go on reading here.
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, []);

  return (
    <section className="rounded-2xl border border-line bg-surface p-5 sm:p-8">
      <div className="flex flex-col items-start gap-4 sm:flex-row sm:gap-6">
        <span className={`rounded-full p-4 ${TONES[tone]}`}>
          <Icon name={icon} className="size-8" />
        </span>
        <div className="flex w-full min-w-0 flex-1 flex-col gap-5">
          <div>
            <h2 ref={heading} tabIndex={-1} className="text-xl font-semibold outline-none sm:text-2xl">
              {title}
            </h2>
            <div className="mt-1 flex max-w-prose flex-col gap-2 text-muted">{text}</div>
          </div>
          {children}
          {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
        </div>
      </div>
    </section>
  );
}

/** What may help, as a short list. */
export function Hints({ title, hints }: { title: string; hints: readonly string[] }) {
  return (
    <div className="max-w-prose">
      <p className="font-medium">{title}</p>
      <ul className="mt-1 list-disc space-y-1 ps-5 text-muted">
        {hints.map((hint) => (
          <li key={hint}>{hint}</li>
        ))}
      </ul>
    </div>
  );
}
