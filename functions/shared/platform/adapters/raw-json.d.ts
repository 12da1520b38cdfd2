/** In Node since 22, not yet in TypeScript's libraries (github.com/tc39/proposal-json-parse-with-source). */
interface JSON {
  /** What `JSON.stringify` writes verbatim. */
  rawJSON(text: string): object;
}
