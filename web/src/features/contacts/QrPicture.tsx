import { encode } from "uqr";

// What readers need around a code (ISO/IEC 18004).
const QUIET_MODULES = 4;

/** A text as a QR code: dark on white in either theme, for cameras do not read it the other way round. */
export function QrPicture({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: "M", border: QUIET_MODULES });
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : [])));
  return (
    <svg
      role="img"
      aria-label={label}
      data-theme="light"
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="mx-auto size-56 max-w-full rounded-xl bg-surface text-ink"
    >
      <path d={dark.join("")} fill="currentColor" />
    </svg>
  );
}
