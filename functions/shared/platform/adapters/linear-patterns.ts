import type { RegExpEngine, RegExpLike } from 'ajv/dist/types/index.js';
import { RE2JS } from 're2js';

/** Longest part of a pattern that an error quotes. */
const quotedLength = 100;

/**
 * Regular expressions that run in linear time and bounded memory. Node's own engine may backtrack without end. Also, it
 * may take minutes to compile a pattern of a hundred characters, which nothing can stop, and run out of memory for one
 * of some thousand. Accepts the subset that JSON Schema recommends (2020-12 core, section 6.4), without look-around and
 * back-references.
 */
export function linearPatterns(): RegExpEngine {
  const compiled = new Map<string, RegExpLike>();
  const engine = (pattern: string, flags: string): RegExpLike => {
    const known = compiled.get(pattern) ?? compile(pattern, flags);
    compiled.set(pattern, known);
    return known;
  };
  // The engine's name in code that is saved for later; ours never is.
  return Object.assign(engine, { code: 'linearPatterns' });
}

function compile(pattern: string, flags: string): RegExpLike {
  try {
    // Parsed, and never run: syntax that the standard does not define must not be accepted here.
    new RegExp(pattern, flags);
    return RE2JS.compile(RE2JS.translateRegExp(pattern));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const remedy = 'use no look-around, no back-references, and counts up to 1000';
    throw new Error(`the pattern ${JSON.stringify(pattern.slice(0, quotedLength))} is not supported: ${remedy}`);
  }
}
