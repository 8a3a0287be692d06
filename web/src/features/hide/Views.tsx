import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Choices } from "@/components/ui/Choices.tsx";
import { useObjectUrl } from "@/lib/images/objectUrl.ts";
import { usePreview } from "@/lib/images/preview.ts";

import { BeforeAfter } from "./BeforeAfter.tsx";
import { useDifference } from "./result.ts";

const SHOWN_SIDE = 1600;

interface ViewsProps {
  job: string;
  cover: File;
  result: Blob;
}

/** The finished picture beside the one it was made from, and what differs between them. */
export function Views({ job, cover, result }: ViewsProps) {
  const { t } = useTranslation("hide");
  const [view, setView] = useState<"compare" | "difference">("compare");
  const before = useObjectUrl(usePreview(cover, SHOWN_SIDE).data?.preview);
  const after = useObjectUrl(usePreview(result, SHOWN_SIDE).data?.preview);
  return (
    <div className="flex flex-col gap-4">
      <Choices
        label={t("result.view")}
        look="row"
        value={view}
        onChange={setView}
        options={[
          { value: "compare", label: t("result.views.compare") },
          { value: "difference", label: t("result.views.difference") },
        ]}
      />
      {view === "difference" ? (
        <Difference job={job} cover={cover} result={result} />
      ) : before && after ? (
        <BeforeAfter before={before} after={after} />
      ) : (
        <Blank text={t("cover.preparing")} />
      )}
    </div>
  );
}

function Difference({ job, cover, result }: ViewsProps) {
  const { t } = useTranslation("hide");
  const difference = useDifference(job, cover, result, true);
  const url = useObjectUrl(difference.data);
  if (difference.isError) return <p className="text-muted">{t("result.differenceFailed")}</p>;
  if (!url) return <Blank text={t("cover.preparing")} />;
  return (
    <figure className="flex flex-col gap-2">
      <img src={url} alt={t("result.differenceAlt")} className="mx-auto max-h-[70vh] max-w-full rounded-xl" />
      <figcaption className="text-center text-sm text-muted">{t("result.differenceText")}</figcaption>
    </figure>
  );
}

function Blank({ text }: { text: string }) {
  return (
    <div
      role="status"
      className="flex h-80 animate-pulse items-center justify-center rounded-xl bg-sunken text-muted"
    >
      {text}
    </div>
  );
}
