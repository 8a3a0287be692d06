import { useId, type ReactNode } from "react";

interface PartProps {
  /** Where links to this part lead. */
  anchor: string;
  title: string;
  lead?: string;
  children: ReactNode;
}

/** A part of the help under its own heading. */
export function Part({ anchor, title, lead, children }: PartProps) {
  const id = useId();
  return (
    <section id={anchor} aria-labelledby={id} className="flex flex-col gap-5">
      <div>
        <h2 id={id} className="text-2xl font-bold tracking-tight text-balance">
          {title}
        </h2>
        {lead && <p className="mt-1 max-w-prose text-muted">{lead}</p>}
      </div>
      {children}
    </section>
  );
}
