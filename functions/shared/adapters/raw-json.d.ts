/** In Node since 22, in TypeScript's libraries not yet (github.com/tc39/proposal-json-parse-with-source). */
interface JSON {
  /** What `JSON.stringify` writes letter by letter. */
  rawJSON(text: string): object;
}
