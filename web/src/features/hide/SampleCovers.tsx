import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { toast } from "@/components/ui/Toasts.tsx";

import { fetchSample, SAMPLES, type Sample } from "@/lib/samples.ts";

/** Covers to try it with, for those who have no picture at hand. */
export function SampleCovers({ onFile }: { onFile: (file: File) => void }) {
  const { t } = useTranslation("hide");
  const fetching = useMutation({
    mutationFn: fetchSample,
    onSuccess: onFile,
    onError: () => toast(t("cover.sampleFailed"), "danger"),
  });
  const choose = (sample: Sample) => () => fetching.mutate(sample);
  return (
    <div className="mt-4">
      <p className="mb-2 text-sm text-muted">{t("cover.samples")}</p>
      <ul className="grid grid-cols-4 gap-2 sm:gap-3">
        {SAMPLES.map((sample) => (
          <li key={sample}>
            <button
              type="button"
              onClick={choose(sample)}
              disabled={fetching.isPending}
              className="group w-full rounded-xl text-sm text-muted hover:text-ink"
            >
              <img
                src={`/samples/${sample}-small.jpg`}
                alt=""
                width={240}
                height={180}
                loading="lazy"
                className="aspect-4/3 w-full rounded-xl border border-line object-cover group-hover:border-accent"
              />
              <span className="mt-1 block truncate">{t(`cover.sample.${sample}`)}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
