import type { JsonValue } from '../domain/json.ts';
import type { Resource } from '../domain/resource.ts';
import { createOnce, type IdempotencyPorts, type RepeatableRequest } from './idempotency.ts';
import { type FieldError, notFound, type Outcome, ok, refused } from './outcome.ts';
import { type ParsedDraft, validateDraft } from './parsed-draft.ts';
import type { ResourceRef, ResourceStore } from './ports.ts';
import { absentVersion, changeVersion, type ExpectedVersion } from './version-check.ts';

/** One kind of resource: its store, its name, and its rules. */
export type ResourceKind<Fields> = Readonly<{
  store: ResourceStore<Fields>;
  /** As in "There is no such rule." */
  noun: string;
  /** Its parent, for the response if that does not exist. */
  parentNoun: string;
  /** The error if the id or name is in use. */
  taken: FieldError;
  view: (resource: Resource<Fields>) => JsonValue;
  /** Errors beyond those of the shape. */
  validate?: ((space: string, known: Partial<Fields>) => Promise<readonly FieldError[]>) | undefined;
}>;

export type Draft<Fields> = Readonly<{ ref: ResourceRef; fields: ParsedDraft<Fields> }>;

export async function createResource<Fields>(
  ports: IdempotencyPorts,
  kind: ResourceKind<Fields>,
  { draft, request }: Readonly<{ draft: Draft<Fields>; request: RepeatableRequest }>,
): Promise<Outcome<JsonValue>> {
  const validated = await validateFields(kind, draft);
  if (!validated.ok) return validated;
  const resource = firstVersion(draft.ref, { fields: validated.value, now: ports.clock.now() });
  const outcome = await createOnce(ports, {
    request,
    response: kind.view(resource),
    create: (record) => kind.store.create(resource, record),
  });
  if (outcome === 'taken') return refused({ kind: 'conflict', errors: [kind.taken] });
  // A resource that it refers to was deleted since the check; the next check names it.
  if (outcome === 'dangling') return createResource(ports, kind, { draft, request });
  return outcome === 'no_parent' ? notFound(kind.parentNoun) : outcome;
}

export type Change<Fields> = Readonly<{
  ref: ResourceRef;
  expected: ExpectedVersion;
  /** Applies the change to the fields. */
  change: (before: Fields) => ParsedDraft<Fields>;
}>;

export async function changeResource<Fields>(
  { clock }: IdempotencyPorts,
  kind: ResourceKind<Fields>,
  { ref, expected, change }: Change<Fields>,
): Promise<Outcome<Resource<Fields>>> {
  return changeVersion({
    expected,
    find: () => kind.store.find(ref),
    missing: notFound(kind.noun),
    change: async (before: Resource<Fields>): Promise<Outcome<Resource<Fields>> | 'changed'> => {
      const validated = await validateFields(kind, { ref, fields: change(before.fields) });
      if (!validated.ok) return validated;
      const after = nextVersion(before, { fields: validated.value, now: clock.now() });
      const outcome = await kind.store.replace({ before, after });
      if (outcome === 'taken') return refused({ kind: 'conflict', errors: [kind.taken] });
      return outcome === 'replaced' ? ok(after) : 'changed';
    },
  });
}

/** Creates or replaces, depending on what exists and what the caller expects. */
export async function putResource<Fields>(
  { clock }: Pick<IdempotencyPorts, 'clock'>,
  kind: ResourceKind<Fields>,
  { draft, expected }: Readonly<{ draft: Draft<Fields>; expected: ExpectedVersion }>,
): Promise<Outcome<Resource<Fields>>> {
  const validated = await validateFields(kind, draft);
  if (!validated.ok) return validated;
  const fields = validated.value;
  return changeVersion<Resource<Fields> | Absent, Resource<Fields>>({
    expected,
    find: async () => (await kind.store.find(draft.ref)) ?? absent,
    missing: notFound(kind.noun),
    change: async (before) => {
      const now = clock.now();
      if (!('fields' in before)) return createAbsent(kind, firstVersion(draft.ref, { fields, now }));
      const after = nextVersion(before, { fields, now });
      return (await kind.store.replace({ before, after })) === 'replaced' ? ok(after) : 'changed';
    },
  });
}

export async function deleteResource<Fields>(
  kind: ResourceKind<Fields>,
  { ref, expected }: Readonly<{ ref: ResourceRef; expected: ExpectedVersion }>,
): Promise<Outcome<undefined>> {
  return changeVersion({
    expected,
    find: () => kind.store.find(ref),
    missing: notFound(kind.noun),
    change: async (resource: Resource<Fields>): Promise<Outcome<undefined> | 'changed'> =>
      (await kind.store.remove(resource)) === 'removed' ? ok(undefined) : 'changed',
  });
}

const validateFields = <Fields>(kind: ResourceKind<Fields>, { ref, fields }: Draft<Fields>): Promise<Outcome<Fields>> =>
  validateDraft(fields, async (known) => (await kind.validate?.(ref.space, known)) ?? []);

type Absent = Readonly<{ version: typeof absentVersion }>;
const absent: Absent = { version: absentVersion };

async function createAbsent<Fields>(
  { store, parentNoun }: ResourceKind<Fields>,
  resource: Resource<Fields>,
): Promise<Outcome<Resource<Fields>> | 'changed'> {
  const outcome = await store.create(resource);
  if (outcome === 'created') return ok(resource);
  return outcome === 'no_parent' ? notFound(parentNoun) : 'changed';
}

type Written<Fields> = Readonly<{ fields: Fields; now: Date }>;

function firstVersion<Fields>(ref: ResourceRef, { fields, now }: Written<Fields>): Resource<Fields> {
  const at = now.toISOString();
  return { ...ref, fields, createdAt: at, updatedAt: at, version: 1 };
}

const nextVersion = <Fields>(before: Resource<Fields>, { fields, now }: Written<Fields>): Resource<Fields> => ({
  ...before,
  fields,
  updatedAt: now.toISOString(),
  version: before.version + 1,
});
