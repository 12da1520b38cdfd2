import type { Delivery, DeliveryStatus } from '../../functions/shared/deliveries/domain/delivery.ts';
import type { WaitItem } from '../../functions/shared/deliveries/domain/wait-item.ts';
import type { Mood } from '../simulation/endpoints.ts';
import { idOf } from '../simulation/invariants.ts';
import { Kernel, Rng } from '../simulation/kernel.ts';
import type { FunctionUsage } from '../simulation/queue.ts';
import { space, World } from '../simulation/world.ts';
import { aWebhook } from '../support/records/webhook.ts';
import { meteredStores, type TableUnits } from './metered-stores.ts';
import type { OutageCounts } from './outage-counts.ts';

/** What an attempt takes at an endpoint that hangs: the default for a request (functions/shared/webhooks/domain/webhook.ts). */
export const hangingMs = 5_000;
/** And on average at one that responds (test/simulation/endpoints.ts). */
export const answerMs = 760;
/** What is released is sent in batches (SQS quota). */
const sendBatch = 10;

/** One round that released deliveries. */
export type Release = { readonly at: number; count: number; readonly before: OutageCounts };

/** The real use cases on simulated AWS as it is deployed, without faults, and what it has been used for. */
export class OutageWorld {
  readonly kernel = new Kernel('2026-01-01T00:00:00.000Z');
  readonly world: World;
  readonly releases: Release[] = [];
  /** Deliveries that are parked, or released after they were, and not attempted yet. */
  waiting = 0;
  readonly #table: TableUnits = { writeUnits: 0, readUnits: 0 };
  #events = 0;

  constructor() {
    this.world = new World(this.kernel, new Rng(1), {
      // As in lib/constructs/delivery.ts.
      concurrency: { firstAttempts: 200, slowFirstAttempts: 100, retries: 150, slowRetries: 40 },
      fair: true,
      // With what comes on top for some, 5 ms on average.
      callMs: [1, 6],
      hangingMs,
      storesFor: (stores) => meteredStores(stores, this.#table, () => this.kernel.time),
    });
    this.world.waits.onPut = (item) => this.#follow(item);
    this.world.deliveries.onWrite = (before, after) => {
      this.waiting += Number(isParked(after)) - Number(isParked(before));
    };
  }

  addEndpoint(webhookId: string, mood: Mood): void {
    const url = urlOf(webhookId);
    this.world.webhooks.set(webhookId, aWebhook({ id: webhookId, space, payload: { format: 'raw' }, url }));
    this.world.endpoints.set(url, mood);
  }

  turn(webhookId: string, mood: Mood): void {
    this.world.endpoints.set(urlOf(webhookId), mood);
  }

  /** Puts deliveries into their queue, evenly, until that time; reports the id of each event. */
  send({ webhookId, perSecond, until, put = () => {} }: Traffic): void {
    const start = this.kernel.time;
    const next = (count: number) => {
      const at = start + (count * 1000) / perSecond;
      if (at >= until) return;
      this.kernel.at(at, () => {
        put(this.#put(webhookId));
        next(count + 1);
      });
    };
    next(0);
  }

  /** What has been used so far. */
  get counts(): OutageCounts {
    const { firstAttempts, retryAttempts, executions } = this.world;
    const sends = this.releases.reduce((sum, { count }) => sum + Math.ceil(count / sendBatch), 0);
    return {
      executions: executions.started,
      transitions: executions.transitions,
      ...this.#table,
      dispatchMs: firstAttempts.usage.ms + retryAttempts.usage.ms,
      wakeMs: executions.usage.ms,
      invocations: firstAttempts.usage.invocations + retryAttempts.usage.invocations + executions.usage.invocations,
      sqsRequests: sends + 2 * retryAttempts.usage.invocations,
    };
  }

  /** What the function of the delivery queue has been used for so far. */
  get firstAttempts(): Readonly<FunctionUsage> {
    return { ...this.world.firstAttempts.usage };
  }

  ended(state: DeliveryStatus): number {
    return this.world.deliveries.all.filter((delivery) => delivery.status === state).length;
  }

  #put(webhookId: string): string {
    this.#events += 1;
    const time = this.kernel.now().toISOString();
    const id = `evt_${String(this.#events).padStart(8, '0')}`;
    const event = { space, id, type: 'hit.detected', time, data: id };
    this.world.events.claim([{ event, envelopeId: id, receivedAt: time, targets: [] }]);
    const ids = { deliveryId: idOf(event, webhookId), space, eventId: id, envelopeId: id, eventType: event.type };
    this.world.firstAttempts.send({ ...ids, webhookId, event, repeated: false });
    return id;
  }

  #follow({ queue }: WaitItem): void {
    if (queue !== 'leased') return;
    const last = this.releases.at(-1);
    if (last?.at === this.kernel.time) last.count += 1;
    else this.releases.push({ at: this.kernel.time, count: 1, before: this.counts });
  }
}

export type Traffic = Readonly<{
  webhookId: string;
  perSecond: number;
  until: number;
  put?: (eventId: string) => void;
}>;

/** The record says so until it is attempted, also while its lane has leased it. */
function isParked(delivery: Delivery | undefined): boolean {
  return delivery?.position?.queue === 'parked';
}

function urlOf(webhookId: string): string {
  return `https://${webhookId}.example.com/`;
}
