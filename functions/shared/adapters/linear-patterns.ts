import type { RegExpEngine, RegExpLike } from 'ajv/dist/types/index.js';
import { RE2JS } from 're2js';

/** Longest part of a pattern that an error quotes. */
const quotedLength = 100;

/**
 * Regular expressions whose time grows with the text alone, and whose memory is bounded. Node's own engine backtracks
 * for ever; what is worse, it may compile a pattern of a hundred characters for minutes, which nothing can stop, and one
 * of some thousand until the process is out of memory.
 * Takes what JSON Schema recommends to use (2020-12 core, section 6.4), which has no look-around and no back-references.
 */
export function linearPatterns(): RegExpEngine {
  const compiled = new Map<string, RegExpLike>();
  const engine = (pattern: string, flags: string): RegExpLike => {
    const known = compiled.get(pattern) ?? compile(pattern, flags);
    compiled.set(pattern, known);
    return known;
  };
  // The name of the engine in code that is kept for later, which ours never is.
  return Object.assign(engine, { code: 'linearPatterns' });
}

function compile(pattern: string, flags: string): RegExpLike {
  try {
    // Parsed, and never run: what the standard does not know must not mean something here.
    new RegExp(pattern, flags);
    return RE2JS.compile(RE2JS.translateRegExp(pattern));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const remedy = 'use no look-around, no back-references, and counts up to 1000';
    throw new Error(`the pattern ${JSON.stringify(pattern.slice(0, quotedLength))} is not supported: ${remedy}`);
  }
}
