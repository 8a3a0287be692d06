import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/Button.tsx";
import { SelectField } from "@/components/ui/Field.tsx";
import { EmptyState, ErrorState, LoadingState } from "@/components/ui/States.tsx";
import { toast } from "@/components/ui/Toasts.tsx";

import { JobRow } from "./JobRow.tsx";
import { KINDS, STATUSES, useAnyJobs, useJobRetry, type JobFilter } from "./jobs.ts";

const ANY = "any";

/** Everybody's jobs, the failed ones first of all: why they failed, and another try. */
export function Jobs() {
  const { t } = useTranslation("admin");
  const { t: common } = useTranslation();
  const [filter, setFilter] = useState<JobFilter>({ status: "failed", kind: null });
  const jobs = useAnyJobs(filter);
  const retry = useJobRetry();
  const found = jobs.data?.pages.flatMap((page) => page.items) ?? [];
  const isFailed = filter.status === "failed";

  return (
    <div className="flex flex-col gap-5">
      <div className="grid max-w-lg grid-cols-2 gap-4">
        <SelectField
          label={t("jobs.status")}
          value={filter.status ?? ANY}
          onChange={(status) => setFilter({ ...filter, status: status === ANY ? null : status })}
          options={[
            { value: ANY, label: t("jobs.any") },
            ...STATUSES.map((status) => ({ value: status, label: t(`jobs.statuses.${status}`) })),
          ]}
        />
        <SelectField
          label={t("jobs.kind")}
          value={filter.kind ?? ANY}
          onChange={(kind) => setFilter({ ...filter, kind: kind === ANY ? null : kind })}
          options={[
            { value: ANY, label: t("jobs.any") },
            ...KINDS.map((kind) => ({ value: kind, label: t(`jobs.kinds.${kind}`) })),
          ]}
        />
      </div>
      {jobs.isPending && <LoadingState rows={4} />}
      {jobs.isError && <ErrorState error={jobs.error} onRetry={() => void jobs.refetch()} />}
      {retry.isError && <ErrorState error={retry.error} />}
      {jobs.isSuccess && found.length === 0 && (
        <EmptyState icon="check" title={t(isFailed ? "jobs.empty.failed" : "jobs.empty.other")}>
          <p>{t(isFailed ? "jobs.empty.failedText" : "jobs.empty.otherText")}</p>
        </EmptyState>
      )}
      {found.length > 0 && (
        <ul
          aria-label={t("jobs.list")}
          aria-busy={jobs.isPlaceholderData}
          className="divide-y divide-line rounded-2xl border border-line bg-surface"
        >
          {found.map((job) => (
            <JobRow
              key={job.id}
              job={job}
              isBusy={retry.isPending && retry.variables === job.id}
              onRetry={() => retry.mutate(job.id, { onSuccess: () => toast(t("jobs.retried")) })}
            />
          ))}
        </ul>
      )}
      {jobs.hasNextPage && (
        <Button
          className="self-center"
          isBusy={jobs.isFetchingNextPage}
          onClick={() => void jobs.fetchNextPage()}
        >
          {common("state.more")}
        </Button>
      )}
    </div>
  );
}
