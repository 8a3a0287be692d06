import "./messages.ts";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { PasswordField, TextField } from "@/components/ui/Field.tsx";
import { StrengthMeter } from "@/components/ui/StrengthMeter.tsx";
import { createIdentity } from "@/lib/identity.ts";
import { signUp } from "@/lib/session.ts";

import { Entrance } from "./Entrance.tsx";
import { faultsOf } from "./rules.ts";

/** Making an account. */
export function SignUpPage() {
  const { t } = useTranslation("auth");
  const [username, setUsername] = useState("");
  const [displayName, setDisplayName] = useState("");
  const [password, setPassword] = useState("");
  const [isJudged, setJudged] = useState(false);
  const entering = useMutation({
    mutationFn: async () => {
      await signUp(username, password, displayName.trim());
      // Before the page goes on: who leaves it sooner would have no key for others to lock messages for. One that
      // cannot be made now is made at the next sign-in.
      await createIdentity(password).catch(() => undefined);
    },
    gcTime: 0,
  });
  const faults = faultsOf(username, password);

  const submit = () => {
    setJudged(true);
    if (!faults.username && !faults.password) entering.mutate();
  };

  return (
    <Entrance
      title={t("signUp.title")}
      lead={t("signUp.lead")}
      submit={t("signUp.submit")}
      next="/help"
      isBusy={entering.isPending}
      error={entering.error}
      onSubmit={submit}
      other={{ text: t("signUp.other"), link: t("signUp.otherLink"), to: "/sign-in" }}
    >
      <TextField
        label={t("signUp.username")}
        hint={t("signUp.usernameHint")}
        error={isJudged && faults.username ? t(`signUp.${faults.username}`) : undefined}
        value={username}
        onChange={(event) => setUsername(event.target.value.trim())}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
      />
      <TextField
        label={t("signUp.displayName")}
        value={displayName}
        onChange={(event) => setDisplayName(event.target.value)}
        autoComplete="name"
        maxLength={64}
        dir="auto"
      />
      <div className="flex flex-col gap-2">
        <PasswordField
          label={t("signUp.password")}
          hint={t("signUp.passwordHint")}
          error={isJudged && faults.password ? t(`signUp.${faults.password}`) : undefined}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          autoComplete="new-password"
          required
        />
        <StrengthMeter text={password} />
      </div>
    </Entrance>
  );
}
