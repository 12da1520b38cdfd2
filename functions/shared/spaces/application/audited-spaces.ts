import { type Auditor, recordChange } from '../../platform/application/audited-stores.ts';
import { changedFields } from '../../platform/domain/configuration-change.ts';
import type { SpaceStore } from './ports.ts';

/** A store that also publishes each change that it made. */
export const auditedSpaces = (store: SpaceStore, auditor: Auditor): SpaceStore => ({
  ...store,
  async create(space, record) {
    const outcome = await store.create(space, record);
    if (outcome === 'created')
      await recordChange(auditor, { kind: 'space', action: 'created', space: space.id, id: space.id });
    return outcome;
  },
  async replace(after) {
    const before = await store.find(after.id);
    const outcome = await store.replace(after);
    const changed = changedFields(before ?? {}, after);
    if (outcome === 'replaced') {
      await recordChange(auditor, { kind: 'space', action: 'updated', space: after.id, id: after.id, changed });
    }
    return outcome;
  },
  async remove(removal) {
    const outcome = await store.remove(removal);
    const { id } = removal.space;
    if (outcome === 'removed') await recordChange(auditor, { kind: 'space', action: 'deleted', space: id, id });
    return outcome;
  },
});
