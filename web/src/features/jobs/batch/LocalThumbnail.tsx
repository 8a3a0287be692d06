import { Icon } from "@/components/ui/Icon.tsx";
import { useObjectUrl } from "@/lib/images/objectUrl.ts";
import { usePreview } from "@/lib/images/preview.ts";

/** A small rendering of a file of this device; its name stands beside it. */
export function LocalThumbnail({ file, className }: { file: File | null; className: string }) {
  const { data } = usePreview(file, 240);
  const url = useObjectUrl(data?.preview);
  return (
    <div
      className={`flex items-center justify-center overflow-hidden rounded-lg bg-sunken text-muted ${className}`}
    >
      {url ? (
        <img src={url} alt="" className="size-full object-cover" />
      ) : (
        <Icon name="picture" className="size-6" />
      )}
    </div>
  );
}
