import { RadioGroup } from "radix-ui";
import type { ReactNode } from "react";

import { Icon, type IconName } from "./Icon.tsx";

export interface Choice<T extends string> {
  value: T;
  label: string;
  hint?: ReactNode;
  icon?: IconName;
  isDisabled?: boolean;
}

interface ChoicesProps<T extends string> {
  label: string;
  value: T;
  onChange: (value: T) => void;
  options: readonly Choice<T>[];
  /** As tiles with hints, or as one compact row. */
  look?: "tiles" | "row";
  /** Tiles beside each other at most. */
  columns?: 2 | 3;
}

/** One of a few, all in sight; arrow keys move between them. */
export function Choices<T extends string>({
  label,
  value,
  onChange,
  options,
  look = "tiles",
  columns = 3,
}: ChoicesProps<T>) {
  const isRow = look === "row";
  return (
    <RadioGroup.Root
      aria-label={label}
      value={value}
      onValueChange={(next) => onChange(next as T)}
      className={
        isRow
          ? "flex flex-wrap gap-1 rounded-xl bg-sunken p-1"
          : `grid grid-cols-1 gap-3 sm:grid-cols-2 ${columns === 3 ? "lg:grid-cols-3" : ""}`
      }
    >
      {options.map((option) => (
        <RadioGroup.Item
          key={option.value}
          value={option.value}
          disabled={option.isDisabled ?? false}
          className={
            isRow
              ? "flex min-h-10 flex-1 items-center justify-center gap-2 rounded-lg px-3 font-medium text-muted hover:text-ink data-[state=checked]:bg-surface data-[state=checked]:text-ink data-[state=checked]:shadow-sm"
              : "flex min-h-11 items-start gap-3 rounded-xl border border-edge bg-surface p-4 text-start hover:bg-sunken disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent-soft data-[state=checked]:ring-1 data-[state=checked]:ring-accent"
          }
        >
          {option.icon && <Icon name={option.icon} className="mt-0.5 size-5" />}
          <span className="min-w-0">
            <span className="block font-medium">{option.label}</span>
            {option.hint && !isRow && <span className="block text-sm text-muted">{option.hint}</span>}
          </span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
