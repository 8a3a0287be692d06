import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Icon } from "@/components/ui/Icon.tsx";
import { useObjectUrl } from "@/lib/images/objectUrl.ts";
import { useBlobPreview, usePreview } from "@/lib/images/preview.ts";

import type { Source } from "./verification.ts";

interface ShownProps {
  source: Source;
  alt: string;
  /** Its size, if known, so that its room is there before it is. */
  size?: { width: number; height: number };
  /** What is drawn over it, edge to edge. */
  children?: ReactNode;
}

/** A picture, small and upright, drawn off the page; a sign in its room where the browser cannot draw it. */
export function Shown({ source, alt, size, children }: ShownProps) {
  const { t } = useTranslation("verify");
  const local = usePreview("file" in source ? source.file : null);
  const remote = useBlobPreview("blob" in source ? source.blob : null);
  const preview = "file" in source ? local : remote;
  const url = useObjectUrl(preview.data?.preview);
  const { width, height } = preview.data ?? size ?? { width: 4, height: 3 };
  return (
    // As wide as a picture of this shape may be without growing taller than most of a screen.
    <div
      className="relative mx-auto w-full overflow-hidden rounded-xl bg-sunken"
      style={{ aspectRatio: `${width} / ${height}`, maxWidth: `calc(65vh * ${width / height})` }}
    >
      {url ? (
        <img src={url} alt={alt} className="size-full" />
      ) : (
        <div
          role="img"
          aria-label={preview.isError ? `${alt}: ${t("map.missing")}` : alt}
          className={`flex size-full items-center justify-center text-muted ${preview.isError ? "" : "animate-pulse"}`}
        >
          <Icon name="picture" className="size-10" />
        </div>
      )}
      {children}
    </div>
  );
}
