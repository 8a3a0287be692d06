import type { ReactNode } from "react";

import { formatNumber } from "@/lib/format.ts";

interface FiguresProps {
  label: string;
  /** What the rows are, then what each figure is. */
  columns: readonly [string, ...string[]];
  rows: readonly { name: string; sign?: ReactNode; figures: readonly number[] }[];
}

/** A table of technical names and their figures. */
export function Figures({ label, columns, rows }: FiguresProps) {
  return (
    <div role="region" aria-label={label} tabIndex={0} className="overflow-x-auto">
      <table className="w-full text-sm">
        <thead>
          <tr>
            {columns.map((column, place) => (
              <th
                key={column}
                scope="col"
                className={`pb-2 font-medium text-muted ${place === 0 ? "text-start" : "ps-4 text-end"}`}
              >
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, sign, figures }) => (
            <tr key={name} className="border-t border-line">
              <th scope="row" className="py-2 text-start font-normal">
                <span className="font-mono break-all">{name}</span> {sign}
              </th>
              {figures.map((figure, place) => (
                <td key={columns[place + 1]} className="py-2 ps-4 text-end tabular-nums">
                  {formatNumber(figure)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
