import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/Button.tsx";
import { PasswordField } from "@/components/ui/Field.tsx";
import { problemOf, sentenceOf } from "@/lib/api/problem.ts";
import { unlockIdentity } from "@/lib/identity.ts";
import { useUser } from "@/lib/session.ts";

/** Asks for the account's password to unlock one's own key; who follows `useIdentity` sees it open. */
export function UnlockForm() {
  const { t } = useTranslation();
  const { username } = useUser();
  const [password, setPassword] = useState("");
  const unlocking = useMutation({
    mutationFn: () => unlockIdentity(password),
    gcTime: 0,
    onSuccess: () => setPassword(""),
  });
  const error = unlocking.error;

  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        unlocking.mutate();
      }}
    >
      <input type="hidden" autoComplete="username" value={username} readOnly />
      <PasswordField
        label={t("unlock.password")}
        hint={t("unlock.hint")}
        error={
          error ? (problemOf(error).code === "wrong_key" ? t("unlock.wrong") : sentenceOf(error)) : undefined
        }
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        autoComplete="current-password"
        required
      />
      <div>
        <Button type="submit" tone="primary" isBusy={unlocking.isPending} disabled={!password}>
          {t("unlock.submit")}
        </Button>
      </div>
    </form>
  );
}
