import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { hidingIn, SAMPLES } from "@/lib/samples.ts";

/** Covers to try it with, for those who have no picture at hand. */
export function SampleCovers() {
  const { t } = useTranslation("help");
  return (
    <ul className="grid grid-cols-2 gap-4 sm:grid-cols-4">
      {SAMPLES.map((sample) => (
        <li key={sample}>
          <Link
            to={hidingIn(sample)}
            className="block rounded-xl font-medium text-accent underline hover:text-accent-strong"
          >
            <img
              src={`/samples/${sample}-small.jpg`}
              alt=""
              width={240}
              height={180}
              loading="lazy"
              className="mb-1.5 aspect-4/3 w-full rounded-xl border border-line object-cover"
            />
            {t(`steps.sample.${sample}`)}
          </Link>
        </li>
      ))}
    </ul>
  );
}
