import type { ButtonHTMLAttributes } from "react";
import { Link, type LinkProps } from "react-router";

import { Spinner } from "./Spinner.tsx";

export type ButtonTone = "primary" | "secondary" | "quiet" | "danger";
export type ButtonSize = "normal" | "small";

const TONES: Record<ButtonTone, string> = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong",
  secondary: "bg-surface text-ink border border-edge hover:bg-sunken",
  quiet: "text-ink hover:bg-sunken",
  danger: "bg-surface text-danger border border-danger hover:bg-danger-soft",
};
const SIZES: Record<ButtonSize, string> = {
  normal: "min-h-11 px-4 py-2 gap-2",
  small: "min-h-9 px-3 py-1 gap-1.5 text-sm",
};

/** The classes of a button, for links that look like one. */
export function buttonClass(tone: ButtonTone = "secondary", size: ButtonSize = "normal"): string {
  return (
    "inline-flex items-center justify-center rounded-lg font-medium text-center transition-colors " +
    "disabled:opacity-50 disabled:cursor-not-allowed aria-disabled:opacity-50 " +
    `${SIZES[size]} ${TONES[tone]}`
  );
}

interface Look {
  tone?: ButtonTone;
  size?: ButtonSize;
}

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & Look & { isBusy?: boolean };

/** A button; while busy it says so and takes no second click. */
export function Button({
  tone,
  size,
  isBusy = false,
  className = "",
  disabled,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled === true || isBusy}
      aria-busy={isBusy || undefined}
      className={`${buttonClass(tone, size)} ${className}`}
    >
      {isBusy && <Spinner />}
      {children}
    </button>
  );
}

/** A link to another page that looks like a button. */
export function ButtonLink({ tone, size, className = "", ...rest }: LinkProps & Look) {
  return <Link {...rest} className={`${buttonClass(tone, size)} ${className}`} />;
}
