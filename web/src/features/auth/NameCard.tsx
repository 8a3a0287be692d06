import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/Button.tsx";
import { TextField } from "@/components/ui/Field.tsx";
import { Card } from "@/components/ui/Page.tsx";
import { toast } from "@/components/ui/Toasts.tsx";
import { api } from "@/lib/api/client.ts";
import { sentenceOf } from "@/lib/api/problem.ts";
import type { Schemas } from "@/lib/api/types.ts";
import { updateUser, useUser } from "@/lib/session.ts";

/** The name that others see. */
export function NameCard() {
  const { t } = useTranslation("auth");
  const user = useUser();
  const [name, setName] = useState(user.display_name);
  const saving = useMutation({
    mutationFn: async () =>
      (await api.patch<Schemas["UserView"]>("/auth/me", { display_name: name.trim() })).data,
    onSuccess: (saved) => {
      updateUser(saved);
      toast(t("settings.saved"));
    },
  });

  return (
    <Card title={t("settings.profile")}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          saving.mutate();
        }}
      >
        <TextField
          label={t("settings.displayName")}
          hint={`@${user.username}`}
          error={saving.error ? sentenceOf(saving.error) : undefined}
          value={name}
          onChange={(event) => setName(event.target.value)}
          autoComplete="name"
          maxLength={64}
          dir="auto"
          required
        />
        <div>
          <Button
            type="submit"
            isBusy={saving.isPending}
            disabled={!name.trim() || name.trim() === user.display_name}
          >
            {t("state.save", { ns: "common" })}
          </Button>
        </div>
      </form>
    </Card>
  );
}
