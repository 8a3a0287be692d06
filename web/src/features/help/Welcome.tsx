import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { ButtonLink } from "@/components/ui/Button.tsx";
import { Page } from "@/components/ui/Page.tsx";
import type { Schemas } from "@/lib/api/types.ts";
import { keepPreference, readPreference } from "@/lib/preferences.ts";

import { hidingIn } from "@/lib/samples.ts";

const PARTS = ["shown", "steps", "modes", "protection", "questions"] as const;

/** The help's beginning for people with an account; the first time it greets them. */
export function Welcome({ user }: { user: Schemas["UserView"] }) {
  const { t } = useTranslation("help");
  const [isFirst] = useState(() => readPreference("welcomed") === null);
  useEffect(() => keepPreference("welcomed", "1"), []);

  return (
    <Page
      title={isFirst ? t("welcome.first", { name: user.display_name }) : t("welcome.title")}
      lead={t("welcome.lead")}
      width="wide"
      actions={
        <>
          <ButtonLink to={hidingIn("mountain")} tone="primary">
            {t("landing.try")}
          </ButtonLink>
          <ButtonLink to="/reveal">{t("welcome.reveal")}</ButtonLink>
        </>
      }
    >
      <nav aria-label={t("contents.label")} className="-mx-3 flex flex-wrap gap-x-1">
        {PARTS.map((part) => (
          <Link
            key={part}
            to={`#${part}`}
            className="inline-flex min-h-11 items-center rounded-lg px-3 font-medium text-accent underline hover:bg-sunken"
          >
            {t(`contents.${part}`)}
          </Link>
        ))}
      </nav>
    </Page>
  );
}
