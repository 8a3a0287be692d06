import { useQuery } from "@tanstack/react-query";

import { useObjectUrl } from "@/lib/images/objectUrl.ts";
import { previewOf } from "@/lib/images/pictures.ts";

/** A small rendering of a file that is still on this device. */
export function Thumbnail({ picture, className }: { picture: File; className: string }) {
  const { data } = useQuery({
    queryKey: ["thumbnail", picture.name, picture.size, picture.lastModified],
    queryFn: async () => (await previewOf(picture, 512)).preview,
    staleTime: Infinity,
    gcTime: 60_000,
    retry: false,
  });
  const url = useObjectUrl(data);
  return (
    <div className={`overflow-hidden bg-sunken ${className}`}>
      {url && <img src={url} alt="" className="size-full object-cover" />}
    </div>
  );
}
