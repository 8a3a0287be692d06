/** What somebody wrote: its lines as they are, each running the way its script does. */
export function Words({ text }: { text: string }) {
  return (
    <p dir="auto" className="text-start wrap-anywhere whitespace-pre-wrap [unicode-bidi:plaintext]">
      {text}
    </p>
  );
}
