import type { ConfigurationChange } from '../../domain/configuration-change.ts';

/** Publishes changes of the configuration. */
export interface AuditTrail {
  /** Publishes a change that has been made. Never throws: the change stays, whether or not it is published. */
  record(change: ConfigurationChange): Promise<void>;
}
