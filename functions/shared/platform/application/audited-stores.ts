import { type ConfigurationChange, type ConfiguredKind, changedFields } from '../domain/configuration-change.ts';
import type { Principal } from '../domain/principal.ts';
import type { AuditTrail, Clock, ResourceStore } from './ports.ts';

/** The ports of an audited store besides the store. */
export type AuditPorts = Readonly<{ audit: AuditTrail; clock: Clock }>;

/** Includes the caller, to whom the changes are attributed. */
export type Auditor = AuditPorts & Readonly<{ by: Principal }>;

/**
 * A store that also publishes each change that it made. A repeated request, which gets the first response again, changes nothing
 * and publishes nothing.
 */
export const auditedResources = <Fields extends object>(
  store: ResourceStore<Fields>,
  kind: ConfiguredKind,
  auditor: Auditor,
): ResourceStore<Fields> => ({
  ...store,
  async create(resource, record) {
    const { space, parent, id } = resource;
    const outcome = await store.create(resource, record);
    if (outcome === 'created') await recordChange(auditor, { kind, action: 'created', space, parent, id });
    return outcome;
  },
  replace: auditedReplace(store, kind, auditor),
  async remove(resource) {
    const { space, parent, id } = resource;
    const outcome = await store.remove(resource);
    if (outcome === 'removed') await recordChange(auditor, { kind, action: 'deleted', space, parent, id });
    return outcome;
  },
});

/** For a store that only replaces. */
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
      await recordChange(auditor, { kind, action: 'updated', space, parent, id, changed });
    }
    return outcome;
  };

/** Publishes one change of the configuration. */
export const recordChange = ({ audit, clock, by }: Auditor, change: Omit<ConfigurationChange, 'by' | 'at'>) =>
  audit.record({ ...change, by, at: clock.now().toISOString() });
