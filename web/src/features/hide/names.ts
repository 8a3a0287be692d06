const ENDINGS: Record<string, string> = { "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp" };

/** The name of a picture made from this cover: "holiday.jpeg" becomes "holiday-cloak.jpg". */
export function resultName(cover: string, mediaType: string): string {
  const stem = cover.replace(/\.[^.]+$/, "") || "picture";
  return `${stem}-cloak.${ENDINGS[mediaType] ?? "png"}`;
}
