import type { SlowAttempt } from '../domain/lane-update.ts';

/** The events of lanes that are logged and counted. */
export interface LaneReport {
  /** The lane stays marked as sleeping and is started by the next reconciliation. */
  executionNotStarted(fact: Readonly<{ webhookId: string; generation: number; error: unknown }>): void;
  circuitOpened(fact: Readonly<{ webhookId: string }>): void;
  circuitClosed(fact: Readonly<{ webhookId: string }>): void;
  /** Its deliveries use the slow queue from now on, or still. */
  endpointSlow(fact: SlowAttempt): void;
  /** The slowness of an endpoint could not be written; the next slow attempt tries again. */
  slownessNotRecorded(fact: Readonly<{ webhookId: string; error: unknown }>): void;
}
