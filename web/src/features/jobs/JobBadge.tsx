import { useTranslation } from "react-i18next";

import { Badge } from "@/components/ui/Badge.tsx";
import type { Job } from "@/lib/jobs/job.ts";

import { TONES } from "./words.ts";

/** The state of a job in a word; what was found, where it looked into a picture. */
export function JobBadge({ job }: { job: Job }) {
  const { t } = useTranslation("jobs");
  if (job.status === "succeeded" && job.answer) {
    const tone = job.answer === "payload" ? "good" : job.answer === "no_message" ? "neutral" : "warn";
    return <Badge tone={tone}>{t(`answer.${job.answer}`)}</Badge>;
  }
  return <Badge tone={TONES[job.status]}>{t(`status.${job.status}`)}</Badge>;
}
