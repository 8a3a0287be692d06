import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Button, ButtonLink } from "@/components/ui/Button.tsx";
import { Icon } from "@/components/ui/Icon.tsx";
import type { Secret } from "@/lib/secret.ts";

import { AnswerScreen, Hints } from "./AnswerScreen.tsx";
import { PassphraseForm } from "./PassphraseForm.tsx";

interface NoMessageProps {
  onPassphrase: ((secret: Secret) => void) | undefined;
  wasWithPassphrase: boolean;
  actions?: ReactNode;
}

/** Nothing shows itself; a covert message would, to its passphrase alone. */
export function NoMessage({ onPassphrase, wasWithPassphrase, actions }: NoMessageProps) {
  const { t } = useTranslation("answer");
  const [isAsking, setAsking] = useState(false);
  return (
    <AnswerScreen
      icon="search"
      tone="neutral"
      title={t("noMessage.title")}
      text={wasWithPassphrase ? t("noMessage.textWithPassphrase") : t("noMessage.text")}
      actions={
        <>
          {!isAsking && <TryButton onAsk={onPassphrase && (() => setAsking(true))} />}
          {actions}
        </>
      }
    >
      {isAsking && onPassphrase ? (
        <PassphraseForm
          submitLabel={t("noMessage.lookAgain")}
          hint={t("noMessage.covert")}
          isBusy={false}
          onSubmit={onPassphrase}
        />
      ) : (
        <Hints
          title={t("noMessage.why")}
          hints={[t("noMessage.covert"), t("noMessage.changed"), t("noMessage.otherTool")]}
        />
      )}
    </AnswerScreen>
  );
}

function TryButton({ onAsk }: { onAsk: (() => void) | undefined }) {
  const { t } = useTranslation("answer");
  if (!onAsk) {
    return (
      <ButtonLink to="/reveal" tone="primary">
        {t("noMessage.tryElsewhere")}
      </ButtonLink>
    );
  }
  return (
    <Button tone="primary" onClick={onAsk}>
      <Icon name="lock" className="size-4" />
      {t("noMessage.try")}
    </Button>
  );
}
