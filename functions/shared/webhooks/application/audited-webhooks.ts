import { type Auditor, recordChange } from '../../platform/application/audited-stores.ts';
import { changedFields } from '../../platform/domain/configuration-change.ts';
import type { WebhookStore } from './ports.ts';

/** A store that also publishes each change that it made. */
export const auditedWebhooks = (store: WebhookStore, auditor: Auditor): WebhookStore => ({
  ...store,
  async create(webhook, record) {
    const { space, id } = webhook;
    const outcome = await store.create(webhook, record);
    if (outcome === 'created') await recordChange(auditor, { kind: 'webhook', action: 'created', space, id });
    return outcome;
  },
  async replace(change) {
    const { space, id } = change.after;
    const outcome = await store.replace(change);
    if (outcome === 'replaced') {
      const changed = changedFields(change.before, change.after);
      await recordChange(auditor, { kind: 'webhook', action: 'updated', space, id, changed });
    }
    return outcome;
  },
  async remove(removal) {
    const { space, id } = removal.webhook;
    const outcome = await store.remove(removal);
    if (outcome === 'removed') await recordChange(auditor, { kind: 'webhook', action: 'deleted', space, id });
    return outcome;
  },
});
