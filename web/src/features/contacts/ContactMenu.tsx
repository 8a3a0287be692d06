import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { buttonClass } from "@/components/ui/Button.tsx";
import { Icon, type IconName } from "@/components/ui/Icon.tsx";
import { isolated } from "@/lib/format.ts";
import type { Contact } from "@/lib/people/standing.ts";

import type { Question } from "./StepQuestion.tsx";

interface ContactMenuProps {
  contact: Contact;
  onCompare: () => void;
  onAsk: (question: Question) => void;
}

/** What is seldom done with somebody. */
export function ContactMenu({ contact: { user, status }, onCompare, onAsk }: ContactMenuProps) {
  const { t } = useTranslation("contacts");
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        aria-label={t("accepted.more", { name: isolated(user.display_name) })}
        className={`${buttonClass("quiet")} w-11 px-0!`}
      >
        <Icon name="more" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          className="z-40 min-w-52 rounded-xl border border-line bg-surface p-2 text-ink shadow-xl"
        >
          {status === "accepted" && (
            <Item icon="verify" onSelect={onCompare}>
              {t("accepted.verify")}
            </Item>
          )}
          {status !== "blocked" && (
            <Item icon="block" onSelect={() => onAsk("block")}>
              {t("accepted.block")}
            </Item>
          )}
          {(status === "accepted" || status === "blocked") && (
            <Item icon="trash" onSelect={() => onAsk("remove")}>
              {t("accepted.remove")}
            </Item>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Item(props: { icon: IconName; onSelect: () => void; children: ReactNode }) {
  return (
    <DropdownMenu.Item
      onSelect={props.onSelect}
      className="flex min-h-11 cursor-pointer items-center gap-3 rounded-lg px-3 outline-none data-[highlighted]:bg-sunken"
    >
      <Icon name={props.icon} />
      {props.children}
    </DropdownMenu.Item>
  );
}
