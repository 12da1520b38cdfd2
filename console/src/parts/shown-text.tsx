/** Text of others, as it is: nothing in it is ever markup. JSON is laid out. */
export function ShownText({ text, label }: Readonly<{ text: string; label: string }>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <pre className="shown" tabIndex={0} role="region" aria-label={label}>
      {laidOut(text)}
    </pre>
  );
}

function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
