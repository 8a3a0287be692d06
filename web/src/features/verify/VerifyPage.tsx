import "./messages.ts";

import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

import { Button } from "@/components/ui/Button.tsx";
import { DropZone } from "@/components/ui/DropZone.tsx";
import { Icon } from "@/components/ui/Icon.tsx";
import { Card, Page } from "@/components/ui/Page.tsx";
import { ErrorState } from "@/components/ui/States.tsx";

import { Checking } from "./Checking.tsx";
import { Verdict } from "./Verdict.tsx";
import { useVerification } from "./verification.ts";

/** Says whether a picture that is dropped here, or named by `?blob=`, was made here and is still as it was. */
export function VerifyPage() {
  const { t } = useTranslation("verify");
  const [params, setParams] = useSearchParams();
  const named = params.get("blob");
  const { start, stop, share, source, data, error, isPending } = useVerification();

  useEffect(() => {
    if (named !== null) start({ blob: named });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- begins when another picture is named, and then alone
  }, [named]);

  const startOver = () => {
    stop();
    setParams({}, { replace: true });
  };

  const body = () => {
    if (isPending && source) return <Checking source={source} share={share} onStop={startOver} />;
    if (data && source) return <Verdict verification={data} source={source} />;
    return (
      <>
        {error !== null && <ErrorState error={error} />}
        <DropZone
          label={t("drop.label")}
          hint={t("drop.hint")}
          accept="image/*"
          takesPaste
          onFiles={([file]) => file && start({ file })}
        />
        <Card title={t("explain.title")}>
          <ul className="flex flex-col gap-3">
            {(["exact", "changed", "covert"] as const).map((what) => (
              <li key={what} className="flex gap-3">
                <Icon name="check" className="mt-0.5 size-5 text-accent" />
                <span className="max-w-prose">{t(`explain.${what}`)}</span>
              </li>
            ))}
          </ul>
        </Card>
      </>
    );
  };

  return (
    <Page
      title={t("title")}
      lead={data ? undefined : t("lead")}
      actions={
        data && (
          <Button onClick={startOver}>
            <Icon name="upload" className="size-4" />
            {t("another")}
          </Button>
        )
      }
    >
      {body()}
    </Page>
  );
}
