import { useTranslation } from "react-i18next";

import { Icon } from "@/components/ui/Icon.tsx";
import { useObjectUrl } from "@/lib/images/objectUrl.ts";
import { usePreview } from "@/lib/images/preview.ts";

/** A picture on this device, small and upright, drawn off the page; a sign where the browser cannot draw it. */
export function LocalPicture({ picture, alt }: { picture: File; alt: string }) {
  const { t } = useTranslation("hide");
  const preview = usePreview(picture);
  const url = useObjectUrl(preview.data?.preview);
  if (url) return <img src={url} alt={alt} className="max-h-60 w-full rounded-xl bg-sunken object-contain" />;
  return (
    <div
      role={preview.isPending ? "status" : "img"}
      aria-label={preview.isPending ? t("cover.preparing") : `${alt}: ${t("cover.noPreview")}`}
      className={`flex h-48 w-full items-center justify-center rounded-xl bg-sunken text-muted ${preview.isPending ? "animate-pulse" : ""}`}
    >
      <Icon name="picture" className="size-10" />
    </div>
  );
}
