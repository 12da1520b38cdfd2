import { type Auditor, recordChange } from '../../platform/application/audited-stores.ts';
import type { KeyStore } from './ports.ts';

/** A store that also publishes each change that it made. */
export const auditedKeys = (store: KeyStore, auditor: Auditor): KeyStore => ({
  ...store,
  async create(key, record) {
    const outcome = await store.create(key, record);
    if (outcome === 'created')
      await recordChange(auditor, { kind: 'key', action: 'created', space: key.space, id: key.id });
    return outcome;
  },
  async remove(ref) {
    const outcome = await store.remove(ref);
    if (outcome === 'removed')
      await recordChange(auditor, { kind: 'key', action: 'deleted', space: ref.space, id: ref.keyId });
    return outcome;
  },
});
