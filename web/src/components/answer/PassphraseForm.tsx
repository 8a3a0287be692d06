import { useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/Button.tsx";
import { PasswordField } from "@/components/ui/Field.tsx";
import { Icon } from "@/components/ui/Icon.tsx";
import { Secret } from "@/lib/secret.ts";

import "./messages.ts";

interface PassphraseFormProps {
  submitLabel: string;
  hint?: string;
  error?: string | undefined;
  isBusy: boolean;
  onSubmit: (secret: Secret) => void;
}

/** Asks for a passphrase, and says so when capital letters are locked. */
export function PassphraseForm({ submitLabel, hint, error, isBusy, onSubmit }: PassphraseFormProps) {
  const { t } = useTranslation("answer");
  const [text, setText] = useState("");
  const [isCapsLocked, setCapsLocked] = useState(false);
  const notice = (event: KeyboardEvent) => setCapsLocked(event.getModifierState("CapsLock"));
  return (
    <form
      className="flex max-w-md flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (text !== "" && !isBusy) onSubmit(new Secret(text));
      }}
    >
      <PasswordField
        label={t("passphrase.label")}
        hint={isCapsLocked ? t("passphrase.capsLock") : hint}
        error={error}
        value={text}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={notice}
        onKeyUp={notice}
      />
      <div>
        <Button type="submit" tone="primary" isBusy={isBusy} disabled={text === ""}>
          <Icon name="lock" className="size-4" />
          {submitLabel}
        </Button>
      </div>
    </form>
  );
}
