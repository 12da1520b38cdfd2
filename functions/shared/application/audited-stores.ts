import { type ConfigurationChange, type ConfiguredKind, changedFields } from '../domain/configuration-change.ts';
import type { Principal } from '../domain/principal.ts';
import type { AuditTrail } from './ports/audit-trail.ts';
import type { Clock } from './ports/clock.ts';
import type { KeyStore } from './ports/key-store.ts';
import type { ResourceStore } from './ports/resource-store.ts';
import type { SpaceStore } from './ports/space-store.ts';
import type { WebhookStore } from './ports/webhook-store.ts';

/** What stores of the configuration need, beside themselves, to tell of changes. */
export type AuditServices = Readonly<{ audit: AuditTrail; clock: Clock }>;

/** In whose name changes are told. */
export type Auditor = AuditServices & Readonly<{ by: Principal }>;

/*
 * Each store as it is, but that it tells of every change that it has made. A request that is answered as the first time
 * changes nothing, and tells nothing.
 */

export const auditedSpaces = (store: SpaceStore, auditor: Auditor): SpaceStore => ({
  ...store,
  async create(space, reply) {
    const outcome = await store.create(space, reply);
    if (outcome === 'created') await tell(auditor, { kind: 'space', action: 'created', space: space.id, id: space.id });
    return outcome;
  },
  async replace(after) {
    const before = await store.find(after.id);
    const outcome = await store.replace(after);
    const changed = changedFields(before ?? {}, after);
    if (outcome === 'replaced') {
      await tell(auditor, { kind: 'space', action: 'updated', space: after.id, id: after.id, changed });
    }
    return outcome;
  },
  async remove(removal) {
    const outcome = await store.remove(removal);
    const { id } = removal.space;
    if (outcome === 'removed') await tell(auditor, { kind: 'space', action: 'deleted', space: id, id });
    return outcome;
  },
});

export const auditedKeys = (store: KeyStore, auditor: Auditor): KeyStore => ({
  ...store,
  async create(key, reply) {
    const outcome = await store.create(key, reply);
    if (outcome === 'created') await tell(auditor, { kind: 'key', action: 'created', space: key.space, id: key.id });
    return outcome;
  },
  async remove(ref) {
    const outcome = await store.remove(ref);
    if (outcome === 'removed') await tell(auditor, { kind: 'key', action: 'deleted', space: ref.space, id: ref.keyId });
    return outcome;
  },
});

export const auditedWebhooks = (store: WebhookStore, auditor: Auditor): WebhookStore => ({
  ...store,
  async create(webhook, reply) {
    const { space, id } = webhook;
    const outcome = await store.create(webhook, reply);
    if (outcome === 'created') await tell(auditor, { kind: 'webhook', action: 'created', space, id });
    return outcome;
  },
  async replace(change) {
    const { space, id } = change.after;
    const outcome = await store.replace(change);
    if (outcome === 'replaced') {
      const changed = changedFields(change.before, change.after);
      await tell(auditor, { kind: 'webhook', action: 'updated', space, id, changed });
    }
    return outcome;
  },
  async remove(removal) {
    const { space, id } = removal.webhook;
    const outcome = await store.remove(removal);
    if (outcome === 'removed') await tell(auditor, { kind: 'webhook', action: 'deleted', space, id });
    return outcome;
  },
});

export const auditedResources = <Fields extends object>(
  store: ResourceStore<Fields>,
  kind: ConfiguredKind,
  auditor: Auditor,
): ResourceStore<Fields> => ({
  ...store,
  async create(resource, reply) {
    const { space, parent, id } = resource;
    const outcome = await store.create(resource, reply);
    if (outcome === 'created') await tell(auditor, { kind, action: 'created', space, parent, id });
    return outcome;
  },
  replace: auditedReplace(store, kind, auditor),
  async remove(resource) {
    const { space, parent, id } = resource;
    const outcome = await store.remove(resource);
    if (outcome === 'removed') await tell(auditor, { kind, action: 'deleted', space, parent, id });
    return outcome;
  },
});

/** For who only replaces. */
export const auditedReplace =
  <Fields extends object>(
    store: Pick<ResourceStore<Fields>, 'replace'>,
    kind: ConfiguredKind,
    auditor: Auditor,
  ): ResourceStore<Fields>['replace'] =>
  async (change) => {
    const { space, parent, id } = change.after;
    const outcome = await store.replace(change);
    if (outcome === 'replaced') {
      const changed = changedFields(change.before.fields, change.after.fields);
      await tell(auditor, { kind, action: 'updated', space, parent, id, changed });
    }
    return outcome;
  };

const tell = ({ audit, clock, by }: Auditor, change: Omit<ConfigurationChange, 'by' | 'at'>) =>
  audit.record({ ...change, by, at: clock.now().toISOString() });
