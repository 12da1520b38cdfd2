import type { JsonValue } from './json.ts';

/** Deepest nesting that is accepted: far beyond any real document, far below the limits of recursion and of stores. */
export const maxJsonDepth = 64;

export type JsonError = Readonly<{ path: string; message: string }>;

/** Finds JSON that not every store or receiver preserves. Walks without recursion. */
export function findJsonError(root: JsonValue, maxDepth = maxJsonDepth): JsonError | undefined {
  const open: { value: JsonValue; path: string; depth: number }[] = [{ value: root, path: '', depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, path, depth } = next;
    const message = depth > maxDepth ? `is nested deeper than ${maxDepth} levels` : errorOf(value);
    if (message !== undefined) return { path, message };
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, child] of Object.entries(value)) {
      if (!key.isWellFormed()) return { path, message: 'has a member name that is not valid Unicode' };
      if (key === '__proto__') return { path, message: 'must not have a member named "__proto__"' };
      open.push({ value: child, path: path === '' ? key : `${path}.${key}`, depth: depth + 1 });
    }
  }
  return undefined;
}

function errorOf(value: JsonValue): string | undefined {
  if (typeof value === 'string' && !value.isWellFormed()) return 'is not valid Unicode (it has an unpaired surrogate)';
  if (typeof value === 'number' && !Number.isFinite(value)) return 'is a number that is too large';
  return undefined;
}
