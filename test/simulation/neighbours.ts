import { deliveryId } from '../../functions/shared/events/domain/delivery-id.ts';
import { aWebhook } from '../support/records/webhook.ts';
import type { Mood } from './endpoints.ts';
import { Kernel, Rng } from './kernel.ts';
import { World } from './world.ts';

/**
 * A tenth of the stack as it is deployed (lib/constructs/delivery.ts), so that a run takes seconds; the share of a slow
 * webhook is not divided (functions/shared/lanes/domain/slowness.ts).
 */
const concurrency = { firstAttempts: 20, slowFirstAttempts: 10, retries: 5, slowRetries: 4 };
/** What an endpoint that hangs takes: the default for a request (functions/shared/webhooks/domain/webhook.ts). */
const hangingMs = 5_000;
const quietSpace = 'acme';
const quietWebhooks = 50;
const quietPerSecond = 27;
/** From here on the neighbours' latency counts: lanes are read anew every five seconds, and a backlog has to go. */
const settledMs = 30_000;
const measuredMs = 120_000;

/** What others do beside quiet webhooks. */
export type Disturbance = Readonly<{
  mood: Mood;
  space: string;
  webhooks: number;
  perSecond: number;
  /** Sent all at once at the onset. */
  burst: number;
}>;

export type Effect = Readonly<{
  /** Of each delivery to a quiet webhook that was put 30 seconds after the onset or later: from queue to arrival, in ms. */
  latencies: readonly number[];
  /** Of those that were put sooner. */
  onset: readonly number[];
  /** Of the others' deliveries, how many there were, and how many arrived. */
  others: number;
  arrived: number;
  /** The most requests that one of the others' endpoints had at once. */
  mostAtOnce: number;
}>;

/** Puts deliveries of quiet webhooks beside the others', with the real use cases on simulated AWS, until all have arrived. */
export async function beside(disturbance: Disturbance | undefined, seed = 1): Promise<Effect> {
  const kernel = new Kernel('2026-01-01T00:00:00.000Z');
  const world = new World(kernel, new Rng(seed), {
    concurrency,
    fair: true,
    callMs: [1, 6],
    hangingMs,
    storesFor: (stores) => stores,
  });
  const putAt = new Map<string, number>();
  const arrivedAt = new Map<string, number>();
  world.endpoints.onSend = ({ messageId, at }) => {
    if (!arrivedAt.has(messageId)) arrivedAt.set(messageId, at);
  };
  const traffic = new Traffic(world);
  const quiet = traffic.add({ space: quietSpace, webhooks: quietWebhooks, mood: 'quick' });
  const start = kernel.time;
  const until = start + settledMs + measuredMs;
  traffic.send(quiet, { perSecond: quietPerSecond, until, put: (id) => putAt.set(id, kernel.time) });
  const others: string[] = [];
  if (disturbance !== undefined) {
    const webhooks = traffic.add(disturbance);
    for (let index = 0; index < disturbance.burst; index += 1) {
      others.push(traffic.put(webhooks[index % webhooks.length]));
    }
    traffic.send(webhooks, { perSecond: disturbance.perSecond, until, put: (id) => others.push(id) });
  }
  // Until the last retry of what hangs, and of what was slow its last.
  await kernel.runUntil(until + (disturbance === undefined ? 60_000 : 3_600_000));
  const latencyOf = ([id, at]: readonly [string, number]) => (arrivedAt.get(id) ?? Number.POSITIVE_INFINITY) - at;
  const [onset, settled] = [
    [...putAt].filter(([, at]) => at < start + settledMs),
    [...putAt].filter(([, at]) => at >= start + settledMs),
  ];
  return {
    latencies: settled.map(latencyOf),
    onset: onset.map(latencyOf),
    others: others.length,
    arrived: others.filter((id) => arrivedAt.has(id)).length,
    mostAtOnce: world.endpoints.mostAtOnce((url) => !url.includes(quietSpace)),
  };
}

type Target = Readonly<{ space: string; webhookId: string }>;

class Traffic {
  readonly #world: World;
  #events = 0;

  constructor(world: World) {
    this.#world = world;
  }

  add({ space, webhooks, mood }: Pick<Disturbance, 'space' | 'webhooks' | 'mood'>): readonly Target[] {
    return Array.from({ length: webhooks }, (_, index) => {
      const webhookId = `wh_${space}_${index}`;
      const url = `https://${webhookId}.example.com/`;
      this.#world.webhooks.set(webhookId, aWebhook({ id: webhookId, space, url, payload: { format: 'raw' } }));
      this.#world.endpoints.set(url, mood);
      return { space, webhookId };
    });
  }

  /** To all in turn, evenly, until that time. */
  send(
    targets: readonly Target[],
    { perSecond, until, put }: Readonly<{ perSecond: number; until: number; put: (deliveryId: string) => void }>,
  ): void {
    const { kernel } = this.#world;
    const start = kernel.time;
    const next = (count: number) => {
      const at = start + (count * 1000) / perSecond;
      if (perSecond === 0 || at >= until) return;
      kernel.at(at, () => {
        put(this.put(targets[count % targets.length]));
        next(count + 1);
      });
    };
    next(0);
  }

  put(target: Target | undefined): string {
    if (target === undefined) throw new Error('There is nobody to send to.');
    const { space, webhookId } = target;
    this.#events += 1;
    const eventId = `evt_${this.#events}`;
    const now = this.#world.kernel.now();
    const event = { space, id: eventId, type: 'hit.detected', time: now.toISOString(), data: eventId };
    const id = deliveryId({ envelopeId: eventId, targetId: webhookId, time: now });
    this.#world.events.claim([{ event, envelopeId: eventId, receivedAt: event.time, targets: [] }]);
    const ids = { deliveryId: id, space, eventId, envelopeId: eventId, eventType: event.type };
    this.#world.firstAttempts.send({ ...ids, webhookId, event, repeated: false });
    return id;
  }
}
