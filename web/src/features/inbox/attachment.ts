import { useState } from "react";

import { LARGEST_PICTURE_BYTES } from "@/lib/jobs/uploads.ts";

export const PICTURE_TYPES = ["image/png", "image/jpeg", "image/webp"];

export interface Attachment {
  picture: File | null;
  /** Why what was offered cannot be sent. */
  refusal: "onlyPictures" | "tooLarge" | null;
  take: (files: FileList | null) => void;
  clear: () => void;
}

/** The one picture that goes with the message being written. */
export function useAttachment(): Attachment {
  const [picture, setPicture] = useState<File | null>(null);
  const [refusal, setRefusal] = useState<Attachment["refusal"]>(null);
  return {
    picture,
    refusal,
    take: (files) => {
      const file = files?.[0];
      if (!file) return;
      const isPicture = PICTURE_TYPES.includes(file.type);
      const isSmall = file.size <= LARGEST_PICTURE_BYTES;
      setRefusal(!isPicture ? "onlyPictures" : !isSmall ? "tooLarge" : null);
      if (isPicture && isSmall) setPicture(file);
    },
    clear: () => {
      setPicture(null);
      setRefusal(null);
    },
  };
}
