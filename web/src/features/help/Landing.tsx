import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { ButtonLink } from "@/components/ui/Button.tsx";
import { Icon } from "@/components/ui/Icon.tsx";
import { showPage } from "@/lib/title.ts";

import { hidingIn } from "@/lib/samples.ts";

/** What strangers see first: what this is for, in one screen, and the ways in. */
export function Landing() {
  const { t } = useTranslation("help");
  const { t: common } = useTranslation();
  useEffect(() => {
    showPage(t("landing.title"));
  }, [t]);

  return (
    <header className="grid items-end gap-x-12 gap-y-6 lg:grid-cols-[3fr_2fr]">
      <div className="flex flex-col gap-4">
        <h1 className="max-w-2xl text-3xl font-bold tracking-tight text-balance sm:text-5xl">
          {t("landing.title")}
        </h1>
        <p className="max-w-2xl text-lg text-muted">{t("landing.lead")}</p>
        <div className="flex flex-wrap gap-3">
          <ButtonLink to="/sign-up" tone="primary">
            {common("nav.signUp")}
          </ButtonLink>
          <ButtonLink to="/sign-in">{common("nav.signIn")}</ButtonLink>
          <ButtonLink to={hidingIn("mountain")} tone="quiet">
            {t("landing.try")}
          </ButtonLink>
        </div>
      </div>
      <ul className="hidden flex-col gap-3 sm:flex">
        <li className="flex gap-3">
          <Icon name="check" className="mt-0.5 size-5 text-accent" />
          {t("landing.facts.checked")}
        </li>
        <li className="flex gap-3">
          <Icon name="lock" className="mt-0.5 size-5 text-accent" />
          {t("landing.facts.locked")}
        </li>
        <li className="flex gap-3">
          <Icon name="info" className="mt-0.5 size-5 text-accent" />
          <span>
            {t("landing.facts.honest")}{" "}
            <Link to="#modes" className="font-medium text-accent underline">
              {t("landing.facts.limits")}
            </Link>
          </span>
        </li>
      </ul>
    </header>
  );
}
