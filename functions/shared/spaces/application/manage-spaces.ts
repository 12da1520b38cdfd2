import { createOnce, type IdempotencyPorts, type RepeatableRequest } from '../../platform/application/idempotency.ts';
import { notFound, type Outcome, ok, refused } from '../../platform/application/outcome.ts';
import type { PurgeQueue } from '../../platform/application/ports.ts';
import { changeVersion, type ExpectedVersion } from '../../platform/application/version-check.ts';
import type { JsonValue } from '../../platform/domain/json.ts';
import type { Space } from '../domain/space.ts';
import type { SpaceStore } from './ports.ts';

export type SpacePorts = IdempotencyPorts & Readonly<{ spaces: SpaceStore; purge: PurgeQueue }>;
export type SpaceDraft = Readonly<{ id: string; name: string; ownerEmail: string }>;
export type SpaceChange = Readonly<{ name?: string | undefined; ownerEmail?: string | undefined }>;

export async function createSpace(
  ports: SpacePorts,
  { draft, request }: Readonly<{ draft: SpaceDraft; request: RepeatableRequest }>,
): Promise<Outcome<JsonValue>> {
  const now = ports.clock.now().toISOString();
  const space: Space = { ...draft, createdAt: now, updatedAt: now, version: 1 };
  const outcome = await createOnce(ports, {
    request,
    response: spaceView(space),
    create: (record) => ports.spaces.create(space, record),
  });
  if (outcome === 'taken') return idConflict('is the id of another space; choose another');
  if (outcome === 'deleted_lately') {
    return idConflict(
      'belonged to a deleted space and can be used again when its stored events have expired; choose another',
    );
  }
  return outcome;
}

export async function changeSpace(
  { spaces, clock }: SpacePorts,
  { spaceId, change, expected }: Readonly<{ spaceId: string; change: SpaceChange; expected: ExpectedVersion }>,
): Promise<Outcome<Space>> {
  return changeVersion({
    expected,
    find: () => spaces.find(spaceId),
    missing: notFound('space'),
    change: async (current: Space): Promise<Outcome<Space> | 'changed'> => {
      const after: Space = {
        ...current,
        name: change.name ?? current.name,
        ownerEmail: change.ownerEmail ?? current.ownerEmail,
        updatedAt: clock.now().toISOString(),
        version: current.version + 1,
      };
      return (await spaces.replace(after)) === 'replaced' ? ok(after) : 'changed';
    },
  });
}

/** Makes the space inaccessible at once, and requests the job that purges its data. */
export async function deleteSpace(
  { spaces, clock, purge }: SpacePorts,
  { spaceId, expected }: Readonly<{ spaceId: string; expected: ExpectedVersion }>,
): Promise<Outcome<undefined>> {
  const removed = await changeVersion({
    expected,
    find: () => spaces.find(spaceId),
    missing: notFound('space'),
    change: async (space: Space): Promise<Outcome<undefined> | 'changed'> =>
      (await spaces.remove({ space, at: clock.now().toISOString() })) === 'removed' ? ok(undefined) : 'changed',
  });
  if (removed.ok) await purge.send([{ kind: 'space', space: spaceId }]);
  return removed;
}

/** A space as the API shows it. */
export const spaceView = ({ id, name, ownerEmail, createdAt, updatedAt }: Space) => ({
  id,
  name,
  ownerEmail,
  createdAt,
  updatedAt,
});

const idConflict = (message: string): Outcome<never> =>
  refused({ kind: 'conflict', errors: [{ path: 'id', message }] });
