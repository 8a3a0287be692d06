import { useTranslation } from "react-i18next";

import { Badge } from "@/components/ui/Badge.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { formatAgo, formatMoment } from "@/lib/format.ts";

import type { Account, AccountStep } from "./users.ts";

interface AccountRowProps {
  account: Account;
  isSelf: boolean;
  isBusy: boolean;
  onStep: (step: AccountStep) => void;
}

/** One account: who it is, what it may, when it was last seen, and what can be done. */
export function AccountRow({ account, isSelf, isBusy, onStep }: AccountRowProps) {
  const { t } = useTranslation("admin");
  const isAdmin = account.role === "admin";
  const seen = account.last_seen_at;
  return (
    <li className="grid items-center gap-x-6 gap-y-3 p-4 md:grid-cols-[minmax(0,1fr)_auto_auto] lg:grid-cols-[minmax(0,1fr)_14rem_24rem]">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <bdi className="max-w-full truncate font-semibold">{account.display_name}</bdi>
          {isSelf && <Badge>{t("users.you")}</Badge>}
          {isAdmin && <Badge tone="accent">{t("users.admin")}</Badge>}
          {account.disabled && <Badge tone="danger">{t("users.disabled")}</Badge>}
        </p>
        <p className="truncate text-sm text-muted">@{account.username}</p>
      </div>
      <p className="flex flex-wrap gap-x-3 text-sm text-muted md:flex-col">
        <span>{seen ? t("users.seen", { when: formatAgo(seen) }) : t("users.unseen")}</span>
        <span>{t("users.joined", { when: formatMoment(account.created_at) })}</span>
      </p>
      <div
        role="group"
        aria-label={t("users.actions", { name: account.display_name })}
        className="flex flex-wrap gap-2 md:justify-end"
      >
        <Button size="small" disabled={isBusy} onClick={() => onStep(isAdmin ? "demote" : "promote")}>
          {t(isAdmin ? "users.demote" : "users.promote")}
        </Button>
        <Button
          size="small"
          tone={account.disabled ? "secondary" : "danger"}
          disabled={isBusy}
          onClick={() => onStep(account.disabled ? "enable" : "disable")}
        >
          {t(account.disabled ? "users.enable" : "users.disable")}
        </Button>
      </div>
    </li>
  );
}
