import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

import { Button } from "@/components/ui/Button.tsx";
import { Icon } from "@/components/ui/Icon.tsx";
import { Page } from "@/components/ui/Page.tsx";
import { formatShare } from "@/lib/format.ts";
import type { Secret } from "@/lib/secret.ts";

import { Choosing } from "./Choosing.tsx";
import { useLooking } from "./look.ts";
import { Looking } from "./Looking.tsx";
import "./messages.ts";
import { Working } from "./Working.tsx";

/**
 * Looks into a picture that is dropped here, or into one that another page names: `?blob=` a picture that the user
 * may read, `?job=` a look that has begun. Once it has begun the address holds both, so that loading the page again
 * shows the same.
 */
export function RevealPage() {
  const { t } = useTranslation("reveal");
  const [params, setParams] = useSearchParams();
  const blob = params.get("blob");
  const job = params.get("job");
  const [secret, setSecret] = useState<Secret | null>(null);
  const looking = useLooking((begun) => setParams({ ...begun }, { replace: true }));
  const { start, source } = looking;
  const file = source && "file" in source ? source.file : null;

  const named = useRef({ blob: "", key: "" });
  useEffect(() => {
    if (blob === null || job !== null) return;
    // The same look, however often this effect runs.
    if (named.current.blob !== blob) named.current = { blob, key: crypto.randomUUID() };
    start({ blob }, null, named.current.key);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- begins when another picture is named, and then alone
  }, [blob, job]);

  const lookInto = (picture: File, given: Secret | null) => {
    secret?.forget();
    setSecret(given);
    start({ file: picture }, given);
  };
  const startOver = () => {
    named.current = { blob: "", key: "" };
    looking.stop();
    secret?.forget();
    setSecret(null);
    setParams({});
  };
  const another = (
    <Button onClick={startOver}>
      <Icon name="upload" className="size-4" />
      {t("another")}
    </Button>
  );

  const body = () => {
    if (looking.isBeginning || (looking.isIdle && blob !== null && job === null)) {
      return (
        <Working
          file={file}
          blob={blob}
          doing={
            file && looking.share < 1
              ? t("working.uploading", { share: formatShare(looking.share) })
              : t("working.waiting")
          }
          share={file ? looking.share * 0.5 : undefined}
          onStop={startOver}
        />
      );
    }
    if (job !== null && looking.error === null) {
      return (
        <Looking
          jobId={job}
          file={file}
          blob={blob}
          secret={secret}
          onLook={(image, given) => {
            setSecret(given);
            start({ blob: image }, given);
          }}
          onPicture={(picture) => lookInto(picture, null)}
          onStartOver={startOver}
          another={another}
        />
      );
    }
    return <Choosing error={looking.error} onPicture={lookInto} />;
  };

  return (
    <Page title={t("title")} lead={t("lead")}>
      {body()}
    </Page>
  );
}
