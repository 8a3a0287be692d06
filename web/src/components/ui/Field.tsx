import {
  useId,
  useState,
  type InputHTMLAttributes,
  type ReactNode,
  type TextareaHTMLAttributes,
} from "react";
import { useTranslation } from "react-i18next";

const INPUT =
  "w-full rounded-lg border bg-surface px-3 py-2 text-ink placeholder:text-muted min-h-11 " +
  "aria-invalid:border-danger border-edge disabled:opacity-60";

interface FieldFrame {
  label: string;
  hint?: ReactNode;
  /** What is wrong with what was typed, if anything. */
  error?: string | undefined;
}

interface Described {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

/** A label, what it labels, a hint and an error, tied together for assistive technology. */
export function Field({
  label,
  hint,
  error,
  children,
}: FieldFrame & { children: (props: Described) => ReactNode }) {
  const id = useId();
  const described = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {children({ id, "aria-describedby": described || undefined, "aria-invalid": error ? true : undefined })}
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-muted">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="text-sm text-danger" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

/** One line of text. */
export function TextField({
  label,
  hint,
  error,
  ...rest
}: FieldFrame & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => <input type="text" {...rest} {...described} className={INPUT} />}
    </Field>
  );
}

/** Several lines of text, in whatever direction their script runs. */
export function TextArea({
  label,
  hint,
  error,
  ...rest
}: FieldFrame & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => (
        <textarea dir="auto" rows={5} {...rest} {...described} className={`${INPUT} resize-y`} />
      )}
    </Field>
  );
}

/** A secret that can be shown while it is typed. */
export function PasswordField({
  label,
  hint,
  error,
  ...rest
}: FieldFrame & InputHTMLAttributes<HTMLInputElement>) {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(false);
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => (
        <div className="relative">
          <input {...rest} {...described} type={isShown ? "text" : "password"} className={`${INPUT} pe-20`} />
          <button
            type="button"
            onClick={() => setShown(!isShown)}
            aria-pressed={isShown}
            className="absolute inset-y-1 end-1 rounded-md px-3 text-sm font-medium text-accent hover:bg-sunken"
          >
            {isShown ? t("password.conceal") : t("password.show")}
          </button>
        </div>
      )}
    </Field>
  );
}

/** One of a few choices, as the platform shows it. */
export function SelectField<T extends string>({
  label,
  hint,
  error,
  value,
  onChange,
  options,
}: FieldFrame & { value: T; onChange: (value: T) => void; options: readonly { value: T; label: string }[] }) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => (
        <select
          {...described}
          value={value}
          onChange={(event) => onChange(event.target.value as T)}
          className={INPUT}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
