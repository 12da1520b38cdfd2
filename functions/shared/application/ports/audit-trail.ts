import type { ConfigurationChange } from '../../domain/configuration-change.ts';

/** Where changes of the configuration are told. */
export interface AuditTrail {
  /** Tells a change that has been made. Never throws: what was changed stays so, whoever hears of it. */
  record(change: ConfigurationChange): Promise<void>;
}
