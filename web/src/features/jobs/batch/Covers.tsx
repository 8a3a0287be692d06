import { useTranslation } from "react-i18next";

import { DropZone } from "@/components/ui/DropZone.tsx";
import { Icon } from "@/components/ui/Icon.tsx";
import { Card } from "@/components/ui/Page.tsx";
import { formatBytes } from "@/lib/format.ts";

import { MOST_COVERS, type Item } from "./batch.ts";
import { LocalThumbnail } from "./LocalThumbnail.tsx";

interface CoversProps {
  items: readonly Item[];
  fileOf: (id: number) => File | null;
  onAdd: (files: File[]) => void;
  onRemove: (id: number) => void;
}

/** The pictures of a batch: dropped, pasted or picked, many at a time. */
export function Covers({ items, fileOf, onAdd, onRemove }: CoversProps) {
  const { t } = useTranslation("jobs");
  const bytes = items.reduce((sum, { size }) => sum + size, 0);
  const isFull = items.length >= MOST_COVERS;
  return (
    <Card title={t("batchOf.covers.title")}>
      <div className="flex flex-col gap-4">
        {!isFull && (
          <DropZone
            label={t("batchOf.covers.drop")}
            hint={t("batchOf.covers.hint", { most: MOST_COVERS })}
            accept="image/*"
            isMultiple
            takesPaste
            onFiles={onAdd}
          />
        )}
        {items.length > 0 && (
          <>
            <p role="status" className="text-sm text-muted">
              {t("batchOf.covers.chosen", { count: items.length, size: formatBytes(bytes) })}
              {isFull && ` ${t("batchOf.covers.full", { most: MOST_COVERS })}`}
            </p>
            <ul
              aria-label={t("batchOf.covers.title")}
              className="grid grid-cols-[repeat(auto-fill,minmax(7rem,1fr))] gap-3"
            >
              {items.map((item) => (
                <li key={item.id} className="relative">
                  <LocalThumbnail file={fileOf(item.id)} className="aspect-square w-full" />
                  <p className="mt-1 truncate text-sm" dir="auto" title={item.name}>
                    {item.name}
                  </p>
                  <button
                    type="button"
                    aria-label={t("batchOf.covers.remove", { name: item.name })}
                    onClick={() => onRemove(item.id)}
                    className="absolute end-1 top-1 flex size-9 items-center justify-center rounded-full bg-surface text-ink shadow hover:bg-sunken"
                  >
                    <Icon name="close" className="size-4" />
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </Card>
  );
}
