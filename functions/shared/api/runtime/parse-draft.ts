import type * as z from 'zod';
import type { ParsedDraft } from '../../platform/application/parsed-draft.ts';
import { describeIssue } from '../../platform/domain/describe-issue.ts';
import { fieldErrors } from './field-errors.ts';
import { hasMember, prunable, withoutMember } from './prunable.ts';

/** The schema of a draft, and the same schema with every field optional. */
export type DraftSchemas<Draft> = Readonly<{ whole: z.ZodType<Draft>; part: z.ZodType<Partial<Draft>> }>;

type Path = readonly PropertyKey[];

/** How often the valid part is parsed again: without a wrong member its parent may be wrong. */
const maxReadings = 10;

/** Parses a draft; if parts of it are wrong, also returns all the rest. */
export function parseDraft<Draft extends object>(
  { whole, part }: DraftSchemas<Draft>,
  json: unknown,
): ParsedDraft<Draft> {
  const parsed = whole.safeParse(json, { error: describeIssue });
  if (parsed.success) return { ok: true, draft: parsed.data };
  const body = prunable(json);
  const errors = fieldErrors(parsed.error);
  let { issues } = parsed.error;
  for (let reading = 0; reading < maxReadings; reading += 1) {
    body.prune(issues);
    const known = part.safeParse(body.json);
    if (known.success) {
      const leftOut = body.leftOut();
      return {
        ok: false,
        errors,
        known: withoutReplacements(part, { known: known.data, leftOut }),
        leftOut,
        locate: body.locate,
      };
    }
    ({ issues } = known.error);
  }
  return { ok: false, errors, known: {}, leftOut: [], locate: body.locate };
}

/** Parses the draft that a patch results in; errors of the patch are errors of the draft. */
export function parsePatchedDraft<Patch, Draft extends object>(
  schemas: DraftSchemas<Draft>,
  { patch, merge }: Readonly<{ patch: ParsedDraft<Patch>; merge: (known: Partial<Patch>) => unknown }>,
): ParsedDraft<Draft> {
  if (patch.ok) return parseDraft(schemas, merge(patch.draft));
  const { errors, leftOut, locate } = patch;
  const merged = parseDraft(schemas, merge(patch.known));
  const known = withoutReplacements(schemas.part, { known: merged.ok ? merged.draft : merged.known, leftOut });
  if (merged.ok) return { ok: false, errors, known, leftOut, locate };
  return {
    ok: false,
    errors: [...errors, ...merged.errors.map(({ path, message }) => ({ path: locate(path), message }))],
    known,
    leftOut: [...leftOut, ...merged.leftOut],
    locate: (path) => locate(merged.locate(path)),
  };
}

type Reading<Draft> = Readonly<{ known: Partial<Draft>; leftOut: readonly Path[] }>;

/**
 * The valid part without the values that replace removed members, such as a default or the value before a patch: these
 * would be checked in place of what was sent. A field that is invalid without the member is removed as a whole.
 */
function withoutReplacements<Draft extends object>(
  part: z.ZodType<Partial<Draft>>,
  { known, leftOut }: Reading<Draft>,
): Partial<Draft> {
  return leftOut
    .filter((path) => hasMember(known, path))
    .reduce((rest, path) => {
      const without = part.safeParse(withoutMember(rest, path)).data;
      return without !== undefined && !hasMember(without, path) ? without : withoutField(rest, path);
    }, known);
}

function withoutField<Part extends object>(known: Part, [name = '']: Path): Part {
  const rest = { ...known };
  Reflect.deleteProperty(rest, name);
  return rest;
}
