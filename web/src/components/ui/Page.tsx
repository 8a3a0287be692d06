import { useEffect, type ReactNode } from "react";

import { showPage } from "@/lib/title.ts";

interface PageProps {
  title: string;
  lead?: ReactNode;
  /** What can be done on the whole page, beside its title. */
  actions?: ReactNode;
  width?: "narrow" | "normal" | "wide";
  children: ReactNode;
}

const WIDTHS = { narrow: "max-w-md", normal: "max-w-4xl", wide: "max-w-6xl" };

/** A page's frame: its title, in the window too, and its content. */
export function Page({ title, lead, actions, width = "normal", children }: PageProps) {
  useEffect(() => {
    showPage(title);
  }, [title]);
  return (
    <div className={`mx-auto flex w-full flex-col gap-6 ${WIDTHS[width]}`}>
      <header className="flex flex-wrap items-end justify-between gap-4">
        <div className="min-w-0">
          <h1 className="text-2xl font-bold tracking-tight sm:text-3xl">{title}</h1>
          {lead && <p className="mt-1 max-w-prose text-muted">{lead}</p>}
        </div>
        {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** A part of a page on its own ground. */
export function Card({
  title,
  children,
  className = "",
}: {
  title?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section className={`rounded-2xl border border-line bg-surface p-5 sm:p-6 ${className}`}>
      {title && <h2 className="mb-4 text-lg font-semibold">{title}</h2>}
      {children}
    </section>
  );
}
