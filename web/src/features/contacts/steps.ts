import { useTranslation } from "react-i18next";

import { toast } from "@/components/ui/Toasts.tsx";
import { sentenceOf } from "@/lib/api/problem.ts";
import { isolated } from "@/lib/format.ts";
import { useContactStep, type Step } from "@/lib/people/contacts.ts";
import type { Person } from "@/lib/people/standing.ts";

/** Steps with people that say in passing how they went. */
export function useSteps() {
  const { t } = useTranslation("contacts");
  const step = useContactStep();
  return {
    isBusy: step.isPending,
    take: (name: Step, user: Person, onDone?: () => void) =>
      step.mutate(
        { step: name, user },
        {
          onSuccess: () => {
            toast(t(`done.${name}`, { name: isolated(user.display_name) }));
            onDone?.();
          },
          onError: (error) => toast(sentenceOf(error), "danger"),
        },
      ),
  };
}
