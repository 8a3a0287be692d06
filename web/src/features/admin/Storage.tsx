import { useTranslation } from "react-i18next";

import { Card } from "@/components/ui/Page.tsx";
import { EmptyState, ErrorState, LoadingState } from "@/components/ui/States.tsx";
import type { Schemas } from "@/lib/api/types.ts";
import { formatBytes, formatShare } from "@/lib/format.ts";

import { useStorageUse } from "./storage.ts";

const KINDS = ["upload", "result", "sealed"] as const;
type Kind = (typeof KINDS)[number];

function isKnown(kind: string): kind is Kind {
  return (KINDS as readonly string[]).includes(kind);
}

/** What is stored, how much of it waits to be removed, and what it is. */
export function Storage() {
  const { t } = useTranslation("admin");
  const { data, isPending, isError, error, refetch } = useStorageUse();
  if (isPending) return <LoadingState />;
  if (isError) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data.blobs === 0) {
    return (
      <EmptyState icon="file" title={t("storage.empty.title")}>
        <p>{t("storage.empty.text")}</p>
      </EmptyState>
    );
  }
  return (
    <div className="flex flex-col gap-5">
      <dl className="grid gap-4 sm:grid-cols-2">
        <Sum label={t("storage.total")} bytes={data.bytes} files={data.blobs} />
        <Sum label={t("storage.expired")} bytes={data.expired_bytes} files={data.expired_blobs} />
      </dl>
      <Card title={t("storage.byKind")}>
        <ul className="flex flex-col gap-6">
          {[...data.kinds]
            .sort((one, other) => other.bytes - one.bytes)
            .map((kind) => (
              <KindBar key={kind.kind} kind={kind} total={data.bytes} />
            ))}
        </ul>
      </Card>
    </div>
  );
}

function Sum({ label, bytes, files }: { label: string; bytes: number; files: number }) {
  const { t } = useTranslation("admin");
  return (
    <div className="rounded-2xl border border-line bg-surface p-5">
      <dt className="text-muted">{label}</dt>
      <dd className="mt-1 text-3xl font-bold tracking-tight">{formatBytes(bytes)}</dd>
      <dd className="text-sm text-muted">{t("storage.files", { count: files })}</dd>
    </div>
  );
}

function KindBar({ kind, total }: { kind: Schemas["KindBytes"]; total: number }) {
  const { t } = useTranslation("admin");
  const share = total > 0 ? kind.bytes / total : 0;
  const expiredShare = total > 0 ? kind.expired_bytes / total : 0;
  const name = isKnown(kind.kind) ? t(`storage.kinds.${kind.kind}`) : kind.kind;
  return (
    <li>
      <p className="flex flex-wrap justify-between gap-x-4">
        <span className="font-medium">{name}</span>
        <span className="tabular-nums">
          {formatBytes(kind.bytes)}
          <span className="text-muted"> · {t("storage.files", { count: kind.blobs })}</span>
        </span>
      </p>
      <div className="my-2 flex h-3 w-full overflow-hidden rounded-full bg-line" aria-hidden="true">
        <div className="bg-accent" style={{ width: `${(share - expiredShare) * 100}%` }} />
        <div className="bg-warn" style={{ width: `${expiredShare * 100}%` }} />
      </div>
      <p className="flex flex-wrap gap-x-4 text-sm text-muted">
        <span>{t("storage.share", { share: formatShare(share, 1) })}</span>
        {kind.expired_bytes > 0 && (
          <span>{t("storage.ofExpired", { size: formatBytes(kind.expired_bytes) })}</span>
        )}
        {isKnown(kind.kind) && <span>{t(`storage.hints.${kind.kind}`)}</span>}
      </p>
    </li>
  );
}
