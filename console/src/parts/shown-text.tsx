type Props = Readonly<{ text: string; label: string }>;

/** Untrusted text, rendered as text only. JSON is formatted. */
export function ShownText({ text, label }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="shown" tabIndex={0} aria-label={label}>
      <pre>{laidOut(text)}</pre>
    </section>
  );
}

function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
