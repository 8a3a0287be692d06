import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/Button.tsx";
import { Page, Card } from "@/components/ui/Page.tsx";
import { Progress } from "@/components/ui/Progress.tsx";
import { ErrorState } from "@/components/ui/States.tsx";
import { useCancelJob, type Job } from "@/lib/jobs/job.ts";

import { LocalPicture } from "./LocalPicture.tsx";

const STAGES = ["fetch", "decode", "predict", "encode", "verify", "store"] as const;

interface RunningProps {
  id: string;
  job: Job | undefined;
  cover: File;
  error: unknown;
}

/** The job at work: what it is doing in words, how far it is, and the way to stop it. */
export function Running({ id, job, cover, error }: RunningProps) {
  const { t } = useTranslation("hide");
  const cancelling = useCancelJob();
  const progress = job?.progress;
  const stage = STAGES.find((known) => known === progress?.stage) ?? "queue";
  const label = t(`job.stages.${stage}`);
  return (
    <Page title={t("job.title")} lead={t("job.lead")}>
      <Card>
        <div className="mx-auto flex max-w-lg flex-col gap-4">
          <LocalPicture picture={cover} alt={t("cover.preview")} />
          <p className="font-medium" role="status">
            {label}
          </p>
          <Progress value={progress?.fraction} label={label} />
          {error !== null && !job && <ErrorState error={error} />}
          {cancelling.isError && <ErrorState error={cancelling.error} />}
          <div>
            <Button isBusy={cancelling.isPending} onClick={() => cancelling.mutate(id)}>
              {t("job.cancel")}
            </Button>
          </div>
        </div>
      </Card>
    </Page>
  );
}
