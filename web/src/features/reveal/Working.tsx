import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/Button.tsx";
import { Icon } from "@/components/ui/Icon.tsx";
import { Progress } from "@/components/ui/Progress.tsx";
import { useObjectUrl } from "@/lib/images/objectUrl.ts";
import { useBlobPreview, usePreview } from "@/lib/images/preview.ts";

interface WorkingProps {
  /** The picture, where it is at hand, or else its blob. */
  file: File | null;
  blob: string | null;
  /** What goes on now, in words. */
  doing: string;
  /** How far it is; unknown while undefined. */
  share: number | undefined;
  onStop: () => void;
}

/** The picture that is looked into, and how far that is. */
export function Working({ file, blob, doing, share, onStop }: WorkingProps) {
  const { t } = useTranslation("reveal");
  const ours = usePreview(file, 512);
  const theirs = useBlobPreview(file ? null : blob, 512);
  const picture = ours.data ?? theirs.data;
  const url = useObjectUrl(picture?.preview);
  return (
    <section className="flex flex-col gap-6 rounded-2xl border border-line bg-surface p-5 sm:flex-row sm:items-center sm:p-8">
      <div className="flex size-40 shrink-0 items-center justify-center overflow-hidden rounded-xl bg-sunken text-muted">
        {url ? (
          <img src={url} alt={t("working.picture")} className="size-full object-contain" />
        ) : (
          <Icon name="picture" className="size-10" />
        )}
      </div>
      <div className="flex min-w-0 flex-1 flex-col gap-3">
        <p role="status" className="text-lg font-semibold">
          {doing}
        </p>
        <Progress value={share} label={doing} />
        <div>
          <Button onClick={onStop}>{t("working.stop")}</Button>
        </div>
      </div>
    </section>
  );
}
