/** A person's first letter on a ground: it tells rows apart, the name beside it says who. */
export function Avatar({ name, size = "normal" }: { name: string; size?: "normal" | "small" }) {
  const letter = [...new Intl.Segmenter().segment(name.trim())][0]?.segment ?? "?";
  return (
    <span
      aria-hidden="true"
      className={`flex shrink-0 items-center justify-center rounded-full bg-accent-soft font-semibold text-accent uppercase ${
        size === "small" ? "size-9 text-sm" : "size-11"
      }`}
    >
      {letter}
    </span>
  );
}
