import "./messages.ts";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { PasswordField, TextField } from "@/components/ui/Field.tsx";
import { unlockIdentity } from "@/lib/identity.ts";
import { signIn } from "@/lib/session.ts";

import { Entrance } from "./Entrance.tsx";

/** Signing in. */
export function SignInPage() {
  const { t } = useTranslation("auth");
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const entering = useMutation({
    mutationFn: async () => {
      await signIn(username.trim(), password);
      // Beside the way in: whoever needs the key before it is there is asked for the password again.
      void unlockIdentity(password).catch(() => undefined);
    },
    gcTime: 0,
  });

  return (
    <Entrance
      title={t("signIn.title")}
      lead={t("signIn.lead")}
      submit={t("signIn.submit")}
      next="/hide"
      isBusy={entering.isPending}
      error={entering.error}
      onSubmit={() => entering.mutate()}
      other={{ text: t("signIn.other"), link: t("signIn.otherLink"), to: "/sign-up" }}
    >
      <TextField
        label={t("signIn.username")}
        value={username}
        onChange={(event) => setUsername(event.target.value)}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
      />
      <PasswordField
        label={t("signIn.password")}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        autoComplete="current-password"
        required
      />
    </Entrance>
  );
}
