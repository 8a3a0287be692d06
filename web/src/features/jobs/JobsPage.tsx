import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

import { Button, ButtonLink } from "@/components/ui/Button.tsx";
import { Icon } from "@/components/ui/Icon.tsx";
import { Page } from "@/components/ui/Page.tsx";
import { EmptyState, ErrorState, LoadingState } from "@/components/ui/States.tsx";
import { isFinished } from "@/lib/jobs/job.ts";

import { filterOf, paramsOf } from "./filters.ts";
import { Filters } from "./Filters.tsx";
import { JobRow } from "./JobRow.tsx";
import { useJobs } from "./jobs.ts";
import "./messages.ts";

// A browser holds six connections to a server at most, for all of its tabs: two of them for this.
const FOLLOWED = 2;

/** All jobs of the user, the newest first, live. */
export function JobsPage() {
  const { t } = useTranslation("jobs");
  const [params, setParams] = useSearchParams();
  const filter = filterOf(params);
  return (
    <Page
      title={t("title")}
      lead={t("lead")}
      actions={
        <ButtonLink to="/jobs/batch">
          <Icon name="plus" className="size-4" />
          {t("batch")}
        </ButtonLink>
      }
    >
      <Filters filter={filter} onChange={(next) => setParams(paramsOf(next), { replace: true })} />
      <List filter={filter} />
    </Page>
  );
}

function List({ filter }: { filter: ReturnType<typeof filterOf> }) {
  const { t } = useTranslation("jobs");
  const { t: common } = useTranslation();
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useJobs(filter);
  if (isPending) return <LoadingState rows={4} />;
  if (!data) return <ErrorState error={error} onRetry={() => void refetch()} />;

  const jobs = data.pages.flatMap(({ items }) => items);
  if (jobs.length === 0) return <Nothing isFiltered={filter.state !== "all" || filter.kind !== "all"} />;
  const followed = jobs.filter((job) => !isFinished(job)).slice(0, FOLLOWED);
  return (
    <>
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      <ul
        aria-label={t("list.label")}
        className="divide-y divide-line rounded-2xl border border-line bg-surface"
      >
        {jobs.map((job) => (
          <JobRow key={job.id} job={job} isFollowed={followed.includes(job)} />
        ))}
      </ul>
      {hasNextPage && (
        <div className="flex justify-center">
          <Button isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {common("state.more")}
          </Button>
        </div>
      )}
    </>
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  const { t } = useTranslation("jobs");
  if (isFiltered) {
    return (
      <EmptyState icon="search" title={t("filter.none")}>
        <ButtonLink to="/jobs">{t("filter.clear")}</ButtonLink>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon="jobs" title={t("empty.title")}>
      <p>{t("empty.text")}</p>
      <div className="flex flex-wrap justify-center gap-2">
        <ButtonLink to="/hide" tone="primary">
          {t("empty.hide")}
        </ButtonLink>
        <ButtonLink to="/reveal">{t("empty.reveal")}</ButtonLink>
      </div>
    </EmptyState>
  );
}
