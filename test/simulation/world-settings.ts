import type { DeliveryStore, WaitItems } from '../../functions/shared/deliveries/application/ports.ts';
import type { EventStore } from '../../functions/shared/events/application/ports.ts';
import type { LaneStore } from '../../functions/shared/lanes/application/ports.ts';
import type { WebhookConfiguration, WebhookDirectory } from '../../functions/shared/webhooks/application/ports.ts';
import type { CallTimes, FaultRates } from './faults.ts';

/** How unfriendly the world is. */
export type FaultProfile = Readonly<{
  rates: FaultRates;
  duplicates: number;
  /** The longest that the index of lanes lags. */
  indexLagMs: number;
  lostRetries: number;
  /** How often a retry is received only around the end of its lease. */
  lateRetries: number;
  /** How often a first message comes out of the dead-letter queue only shortly before its event expires. */
  lateMessages: number;
  /** How often a write of a lane takes seconds, in which others write the same lane. */
  slowLaneWrites: number;
  /** How far a function's clock may be from the true time, either way. */
  clockSkewMs: number;
}>;

/** What attempts and lanes have in the table. */
export type Stores = Readonly<{
  deliveries: DeliveryStore;
  waits: WaitItems;
  lanes: LaneStore;
  events: EventStore;
  webhooks: WebhookDirectory;
  configuration: WebhookConfiguration;
}>;

export type WorldSettings = Readonly<{
  /** Functions at work at once on first attempts and on retries. */
  concurrency: Readonly<{ firstAttempts: number; slowFirstAttempts: number; retries: number; slowRetries: number }>;
  /** The queues are fair by group and their functions scale, as on AWS. */
  fair: boolean;
  /** What a call of AWS takes. */
  callMs: CallTimes;
  /** What a hanging endpoint takes. */
  hangingMs: number;
  /** The stores as one instance of a function has them. */
  storesFor: (stores: Stores) => Stores;
}>;

/**
 * Few functions and slow calls, so that much gets in each other's way. In the slow queue two hundred deliveries still take
 * less than the four minutes in which a lease is good for an attempt.
 */
export const crowded: WorldSettings = {
  concurrency: { firstAttempts: 4, slowFirstAttempts: 3, retries: 3, slowRetries: 8 },
  fair: false,
  callMs: [1, 40],
  hangingMs: 10_000,
  storesFor: (stores) => stores,
};
