import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/Button.tsx";
import { TextField } from "@/components/ui/Field.tsx";
import { EmptyState, ErrorState, LoadingState } from "@/components/ui/States.tsx";
import { toast } from "@/components/ui/Toasts.tsx";
import { updateUser, useUser } from "@/lib/session.ts";

import { AccountRow } from "./AccountRow.tsx";
import { Confirm } from "@/components/ui/Confirm.tsx";
import { useAccountStep, useAccounts, type Account, type AccountStep } from "./users.ts";
import { useSettled } from "./useSettled.ts";

interface Asked {
  account: Account;
  step: Exclude<AccountStep, "enable">;
}

/** Everybody with an account, to be found, given a role, shut out and let in. */
export function Users() {
  const { t } = useTranslation("admin");
  const { t: common } = useTranslation();
  const own = useUser();
  const [typed, setTyped] = useState("");
  const query = useSettled(typed.trim());
  const accounts = useAccounts(query);
  const change = useAccountStep();
  const [asked, setAsked] = useState<Asked | null>(null);
  const found = accounts.data?.pages.flatMap((page) => page.items) ?? [];

  const take = (account: Account, step: AccountStep) => {
    change.mutate(
      { account, step },
      {
        onSuccess: (changed) => {
          setAsked(null);
          if (changed.id === own.id) updateUser(changed);
          toast(t(`users.done.${step}`, { name: account.display_name }));
        },
      },
    );
  };
  const ask = (account: Account, step: AccountStep) => {
    change.reset();
    if (step === "enable") take(account, step);
    else setAsked({ account, step });
  };

  return (
    <div className="flex flex-col gap-5">
      <div className="max-w-sm">
        <TextField
          label={t("users.search")}
          type="search"
          value={typed}
          maxLength={64}
          autoComplete="off"
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      {accounts.isPending && <LoadingState rows={5} />}
      {accounts.isError && <ErrorState error={accounts.error} onRetry={() => void accounts.refetch()} />}
      {accounts.isSuccess && found.length === 0 && (
        <EmptyState icon="search" title={t("users.empty.title")}>
          <p>{t("users.empty.text", { query })}</p>
        </EmptyState>
      )}
      {change.isError && asked === null && <ErrorState error={change.error} />}
      {found.length > 0 && (
        <ul
          aria-label={t("users.list")}
          aria-busy={accounts.isPlaceholderData}
          className="divide-y divide-line rounded-2xl border border-line bg-surface"
        >
          {found.map((account) => (
            <AccountRow
              key={account.id}
              account={account}
              isSelf={account.id === own.id}
              isBusy={change.isPending && change.variables.account.id === account.id}
              onStep={(step) => ask(account, step)}
            />
          ))}
        </ul>
      )}
      {accounts.hasNextPage && (
        <Button
          className="self-center"
          isBusy={accounts.isFetchingNextPage}
          onClick={() => void accounts.fetchNextPage()}
        >
          {common("state.more")}
        </Button>
      )}
      <Confirm
        isOpen={asked !== null}
        title={asked ? t(`users.confirm.${asked.step}.title`, { name: asked.account.display_name }) : ""}
        action={asked ? t(`users.${asked.step}`) : ""}
        tone={asked?.step === "promote" ? "primary" : "danger"}
        isBusy={change.isPending}
        error={change.error}
        onConfirm={() => asked && take(asked.account, asked.step)}
        onClose={() => setAsked(null)}
      >
        {asked && <p>{t(`users.confirm.${asked.step}.text`)}</p>}
        {asked?.account.id === own.id && <p className="font-semibold text-ink">{t("users.confirm.self")}</p>}
      </Confirm>
    </div>
  );
}
