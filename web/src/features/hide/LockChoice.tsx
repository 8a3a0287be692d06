import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/Button.tsx";
import { Choices } from "@/components/ui/Choices.tsx";
import { CopyButton } from "@/components/ui/CopyButton.tsx";
import { PasswordField } from "@/components/ui/Field.tsx";
import { Icon } from "@/components/ui/Icon.tsx";
import { Notice } from "@/components/ui/Notice.tsx";
import { StrengthMeter } from "@/components/ui/StrengthMeter.tsx";

import { charactersOf } from "./meter.ts";
import { PeopleChoice } from "./PeopleChoice.tsx";
import { SHORTEST_PASSPHRASE, type ChangeDraft, type Draft } from "./draft.ts";

/** Who may read what is hidden. */
export function LockChoice({ draft, onChange }: { draft: Draft; onChange: ChangeDraft }) {
  const { t } = useTranslation("hide");
  return (
    <div className="flex flex-col gap-4">
      <h3 className="font-medium">{t("lock.heading")}</h3>
      <Choices
        label={t("lock.heading")}
        value={draft.lock}
        onChange={(lock) => onChange({ lock })}
        options={[
          {
            value: "passphrase",
            label: t("lock.kinds.passphrase"),
            hint: t("lock.hints.passphrase"),
            icon: "lock",
          },
          { value: "people", label: t("lock.kinds.people"), hint: t("lock.hints.people"), icon: "contacts" },
          { value: "nobody", label: t("lock.kinds.nobody"), hint: t("lock.hints.nobody"), icon: "globe" },
        ]}
      />
      {draft.lock === "passphrase" && (
        <Passphrase text={draft.passphrase} onChange={(passphrase) => onChange({ passphrase })} />
      )}
      {draft.lock === "people" && <PeopleChoice draft={draft} onChange={onChange} />}
      {draft.lock === "nobody" && <Notice tone="warn">{t("lock.anyone")}</Notice>}
    </div>
  );
}

function Passphrase({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const { t } = useTranslation("hide");
  const [isMade, setMade] = useState(false);
  const length = charactersOf(text);
  const make = async () => {
    const { makePassphrase } = await import("./passphrase.ts");
    onChange(makePassphrase());
    setMade(true);
  };
  return (
    <div className="flex flex-col gap-3">
      <PasswordField
        label={t("lock.passphrase")}
        hint={t("lock.passphraseHint")}
        error={
          length > 0 && length < SHORTEST_PASSPHRASE
            ? t("lock.tooShort", { count: SHORTEST_PASSPHRASE })
            : undefined
        }
        value={text}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        dir="auto"
        onChange={(event) => {
          onChange(event.target.value);
          setMade(false);
        }}
      />
      <StrengthMeter text={text} />
      {isMade && <p className="rounded-xl bg-accent-soft p-3 font-mono text-accent select-all">{text}</p>}
      <div className="flex flex-wrap items-center gap-2">
        <Button size="small" onClick={() => void make()}>
          <Icon name="retry" className="size-4" />
          {t("lock.generate")}
        </Button>
        {isMade && <CopyButton text={text} label={t("lock.copy")} />}
        <span role="status" className="text-sm text-muted">
          {isMade && t("lock.generated")}
        </span>
      </div>
    </div>
  );
}
