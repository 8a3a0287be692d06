import { useTranslation } from "react-i18next";

import { Badge } from "@/components/ui/Badge.tsx";
import { Card } from "@/components/ui/Page.tsx";
import { ErrorState, LoadingState } from "@/components/ui/States.tsx";
import type { Schemas } from "@/lib/api/types.ts";
import { formatNumber } from "@/lib/format.ts";

import { Figures } from "./Figures.tsx";
import { useQueues } from "./queues.ts";

/** What flows between the services, and how far behind its readers are. */
export function Queues() {
  const { t } = useTranslation("admin");
  const { data, isPending, isError, error, refetch } = useQueues();
  if (isPending) return <LoadingState rows={4} />;
  return (
    <div className="flex flex-col gap-5">
      {isError && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data && (
        <>
          <div className="flex flex-wrap items-baseline justify-between gap-2">
            <h2 className="text-lg font-semibold">{t("queues.groups")}</h2>
            <p className="text-sm text-muted">{t("queues.fresh")}</p>
          </div>
          {data.groups.length === 0 && <p className="text-muted">{t("queues.noGroups")}</p>}
          <ul className="grid gap-4 md:grid-cols-2">
            {data.groups.map((group) => (
              <Group key={group.name} group={group} />
            ))}
          </ul>
          <Card title={t("queues.topics")}>
            <Figures
              label={t("queues.topics")}
              columns={[t("queues.topic"), t("queues.partitions"), t("queues.records")]}
              rows={data.topics.map((topic) => ({
                name: topic.name,
                sign: topic.dead_letters && topic.records > 0 && (
                  <Badge tone="warn">{t("queues.deadLetters")}</Badge>
                ),
                figures: [topic.partitions, topic.records],
              }))}
            />
          </Card>
        </>
      )}
    </div>
  );
}

function Group({ group }: { group: Schemas["QueueGroup"] }) {
  const { t } = useTranslation("admin");
  return (
    <li className="flex flex-col gap-3 rounded-2xl border border-line bg-surface p-5">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="me-auto font-mono font-semibold break-all">{group.name}</h3>
        <Badge tone={group.members > 0 ? "neutral" : "danger"}>
          {group.members > 0 ? t("queues.members", { count: group.members }) : t("queues.nobody")}
        </Badge>
        <Badge tone={group.lag > 0 ? "warn" : "good"}>
          {group.lag > 0 ? t("queues.behind", { count: group.lag }) : t("queues.caughtUp")}
        </Badge>
      </div>
      <ul className="text-sm">
        {group.topics.map(({ topic, lag }) => (
          <li key={topic} className="flex justify-between gap-4 border-t border-line py-1.5">
            <span className="min-w-0 font-mono break-all text-muted">{topic}</span>
            <span className="tabular-nums">{formatNumber(lag)}</span>
          </li>
        ))}
      </ul>
    </li>
  );
}
