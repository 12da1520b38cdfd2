import { type FieldError, type Outcome, ok, refused } from './outcome.ts';

/**
 * The result of parsing a draft: the draft, or all errors of its shape and the valid part, so that further errors of
 * that part are found and reported with them.
 */
export type ParsedDraft<Draft> =
  | Readonly<{ ok: true; draft: Draft }>
  | Readonly<{
      ok: false;
      errors: readonly FieldError[];
      /** The valid values that were sent, and the defaults of absent ones. */
      known: Partial<Draft>;
      /** Members that were removed because they are wrong. */
      leftOut: readonly (readonly PropertyKey[])[];
      /** Converts a path in the valid part to the path in what was sent. */
      locate: (path: string) => string;
    }>;

/** A draft whose shape is valid. */
export const validDraft = <Draft>(draft: Draft): ParsedDraft<Draft> => ({ ok: true, draft });

/** The draft, or a refusal with all its errors: those of its shape, and those that a check finds in the valid part. */
export async function validateDraft<Draft>(
  parsed: ParsedDraft<Draft>,
  check: (known: Partial<Draft>) => Promise<readonly FieldError[]>,
): Promise<Outcome<Draft>> {
  if (parsed.ok) {
    const errors = await check(parsed.draft);
    return errors.length === 0 ? ok(parsed.draft) : refused({ kind: 'invalid', errors });
  }
  const { errors, known, locate } = parsed;
  const wrong = new Set(errors.map(({ path }) => path));
  const further = (await check(known))
    .map(({ path, message }) => ({ path: locate(path), message }))
    .filter(({ path }) => !wrong.has(path));
  return refused({ kind: 'invalid', errors: [...errors, ...further] });
}
