import { type FieldError, type Outcome, ok, refused } from './outcome.ts';

/**
 * What came of reading a draft: the draft, or all that is wrong with its shape and the part that is right, so that what its
 * shape does not tell is found and told along with it.
 */
export type Examined<Draft> =
  | Readonly<{ ok: true; draft: Draft }>
  | Readonly<{
      ok: false;
      errors: readonly FieldError[];
      /** What was sent well, and the defaults of what was not sent. */
      known: Partial<Draft>;
      /** Members that were left out, since they are wrong. */
      leftOut: readonly (readonly PropertyKey[])[];
      /** Where something of the known part is in what was sent. */
      locate: (path: string) => string;
    }>;

/** A draft whose shape is right. */
export const wellShaped = <Draft>(draft: Draft): Examined<Draft> => ({ ok: true, draft });

/** The draft, or a refusal that names all that is wrong with it: its shape, and what a check says of the part that is known. */
export async function judge<Draft>(
  examined: Examined<Draft>,
  check: (known: Partial<Draft>) => Promise<readonly FieldError[]>,
): Promise<Outcome<Draft>> {
  if (examined.ok) {
    const errors = await check(examined.draft);
    return errors.length === 0 ? ok(examined.draft) : refused({ kind: 'invalid', errors });
  }
  const { errors, known, locate } = examined;
  const wrong = new Set(errors.map(({ path }) => path));
  const further = (await check(known))
    .map(({ path, message }) => ({ path: locate(path), message }))
    .filter(({ path }) => !wrong.has(path));
  return refused({ kind: 'invalid', errors: [...errors, ...further] });
}
