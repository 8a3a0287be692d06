import { useEffect, useEffectEvent } from "react";
import { useSearchParams } from "react-router";

import { fetchSample, isSample } from "@/lib/samples.ts";

/** Takes the sample cover that the address names (`/hide?sample=mountain`), once, where there is no cover yet. */
export function useNamedSample(isWanted: boolean, onFile: (file: File) => void): void {
  const [params, setParams] = useSearchParams();
  const sample = params.get("sample");
  const take = useEffectEvent(onFile);

  useEffect(() => {
    if (sample === null) return undefined;
    let isHere = true;
    if (isWanted && isSample(sample)) {
      fetchSample(sample).then(
        (file) => {
          if (!isHere) return;
          take(file);
          setParams({}, { replace: true });
        },
        () => undefined, // the page offers all samples anyway
      );
    }
    return () => {
      isHere = false;
    };
  }, [sample, isWanted, setParams]);
}
