import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { Button, type ButtonSize } from "@/components/ui/Button.tsx";
import { Icon } from "@/components/ui/Icon.tsx";
import { toast } from "@/components/ui/Toasts.tsx";
import { sentenceOf } from "@/lib/api/problem.ts";
import { useOpenConversation } from "@/lib/people/conversations.ts";
import type { Person } from "@/lib/people/standing.ts";

/** Goes to the conversation with a contact. */
export function WriteButton({ person, size = "normal" }: { person: Person; size?: ButtonSize }) {
  const { t } = useTranslation("contacts");
  const open = useOpenConversation();
  const navigate = useNavigate();
  return (
    <Button
      size={size}
      isBusy={open.isPending}
      onClick={() =>
        open.mutate(person.username, {
          onSuccess: ({ id }) => void navigate(`/messages/${id}`),
          onError: (error) => toast(sentenceOf(error), "danger"),
        })
      }
    >
      <Icon name="messages" className="size-4" />
      {t("accepted.write")}
      <span className="sr-only">: {person.display_name}</span>
    </Button>
  );
}
