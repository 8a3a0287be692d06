import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/Button.tsx";
import { PasswordField } from "@/components/ui/Field.tsx";
import { Card } from "@/components/ui/Page.tsx";
import { StrengthMeter } from "@/components/ui/StrengthMeter.tsx";
import { toast } from "@/components/ui/Toasts.tsx";
import { api } from "@/lib/api/client.ts";
import { problemOf, sentenceOf } from "@/lib/api/problem.ts";
import { rewrapped } from "@/lib/identity.ts";
import { queryClient } from "@/lib/queryClient.ts";
import { useUser } from "@/lib/session.ts";

import { faultsOf } from "./rules.ts";
import { SESSIONS } from "./sessions.ts";

const WRONG = new Set(["invalid_credentials", "wrong_key"]);

/** A new password; it ends all other sessions. */
export function PasswordCard() {
  const { t } = useTranslation("auth");
  const { username } = useUser();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [isJudged, setJudged] = useState(false);
  const fault = faultsOf(username, next).password;
  const changing = useMutation({
    mutationFn: async () => {
      const key = await rewrapped(current, next);
      await api.patch("/auth/me", { current_password: current, new_password: next, ...key });
    },
    gcTime: 0,
    onSuccess: () => {
      setCurrent("");
      setNext("");
      setJudged(false);
      void queryClient.invalidateQueries({ queryKey: SESSIONS });
      toast(t("settings.changed"));
    },
  });
  const isWrong = changing.error !== null && WRONG.has(problemOf(changing.error).code);

  return (
    <Card title={t("settings.password")}>
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          setJudged(true);
          if (!fault) changing.mutate();
        }}
      >
        <input type="hidden" autoComplete="username" value={username} readOnly />
        <PasswordField
          label={t("settings.current")}
          error={
            changing.error ? (isWrong ? t("settings.wrongPassword") : sentenceOf(changing.error)) : undefined
          }
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
          autoComplete="current-password"
        />
        <PasswordField
          label={t("settings.next")}
          error={isJudged && fault ? t(`signUp.${fault}`) : undefined}
          value={next}
          onChange={(event) => setNext(event.target.value)}
          autoComplete="new-password"
        />
        <StrengthMeter text={next} />
        <div>
          <Button type="submit" isBusy={changing.isPending} disabled={!current || !next}>
            {t("settings.change")}
          </Button>
        </div>
      </form>
    </Card>
  );
}
