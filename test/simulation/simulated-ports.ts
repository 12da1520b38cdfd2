import type { WaitItems } from '../../functions/shared/deliveries/application/ports.ts';
import { leaseOf } from '../../functions/shared/deliveries/domain/wait-item.ts';
import type { DeliveryQueue } from '../../functions/shared/events/application/ports.ts';
import { type LaneRegistry, laneRegistry } from '../../functions/shared/lanes/application/lane-registry.ts';
import type {
  DeliveryResults,
  FailingWebhooks,
  HealthMessages,
  LaneStore,
  OutcomeQueue,
  RetryMessage,
  RetryQueue,
} from '../../functions/shared/lanes/application/ports.ts';
import { failureNotice, healthNotice } from '../../functions/shared/results/application/failure-notice.ts';
import type { Mailer } from '../../functions/shared/results/application/ports.ts';
import type { Webhook } from '../../functions/shared/webhooks/domain/webhook.ts';
import { inMemoryFailingWebhooks } from '../support/in-memory/failing-webhooks.ts';
import { noTokens } from '../support/no-tokens.ts';
import { type Instance, isSimulated, throttledWrite, withFaults, withPartialFailures } from './faults.ts';
import type { SimulatedQueue } from './queue.ts';
import type { RetryBody, World } from './world.ts';

export type SimulatedPorts = ReturnType<typeof portsOf>;

/** What one instance of a function sees of the world. */
export function portsOf(world: World, instance: Instance) {
  const { faults, chance } = world;
  const { callMs } = world.settings;
  const surroundings = { kernel: world.kernel, chance, faults, instance, callMs };
  const around = <Port extends object>(port: Port): Port => withFaults(port, surroundings);
  const { deliveries, waits, lanes, events, webhooks, configuration } = world.settings.storesFor({
    deliveries: world.deliveries,
    waits: world.waits,
    lanes: world.lanes,
    events: world.events,
    webhooks: world.webhooks.directory,
    configuration: world.webhooks.configuration,
  });
  const store = around({
    find: deliveries.find.bind(deliveries),
    list: deliveries.list.bind(deliveries),
    history: deliveries.history.bind(deliveries),
    recordFirst: withPartialFailures(deliveries.recordFirst.bind(deliveries), {
      chance,
      faults,
      idOf: ({ id }) => id,
    }),
    change: withPartialFailures(deliveries.change.bind(deliveries), {
      chance,
      faults,
      idOf: ({ after }) => after.id,
    }),
  });
  const skewMs = chance.between(-world.profile.clockSkewMs, world.profile.clockSkewMs);
  const clock = { now: () => new Date(world.kernel.time + skewMs) };
  const shared = {
    clock,
    lanes: around(writtenSlowly(world, lanes)),
    runner: around(world.executions),
    results: around(resultsOf(world)),
    report: silentReport,
  };
  let registry: LaneRegistry | undefined;
  return {
    ...shared,
    // Made when it is needed: its memory takes up its whole room at once.
    get laneRegistry() {
      registry ??= laneRegistry(shared);
      return registry;
    },
    deliveries: store,
    waits: around({
      find: waits.find.bind(waits),
      walk: waits.walk.bind(waits),
      put: withPartialFailures(waits.put.bind(waits), { chance, faults, idOf: ({ deliveryId }) => deliveryId }),
      lease: leaseAndPerhapsDie(world, instance, waits),
      remove: waits.remove.bind(waits),
    }),
    notifications: { find: async () => undefined },
    events: around(events),
    webhooks: around(webhooks),
    configuration: around(configuration),
    webhookSwitch: around(world.webhooks.webhookSwitch),
    rules: around(world.rules.directory),
    stepResponses: around(world.stepResponses),
    rates: world.rates,
    retries: around(retriesTo(world, world.retryAttempts)),
    outcomes: around(outcomesOf(world)),
    slowRetries: around(retriesTo(world, world.slowRetryAttempts)),
    slowDeliveries: around(slowDeliveriesOf(world)),
    replays: around(world.replays),
    failingWebhooks: around(failingWebhooksOf(world)),
    healthMessages: around(healthMessagesOf(world)),
    ledger: around(world.ledger),
    mailer: around(mailerOf(world)),
    owners: { find: async () => 'owner@acme.test' },
    sender: world.endpoints.sender,
    tokens: noTokens,
    pause: async (ms: number) => {
      await world.kernel.sleep(ms);
      if (instance.dead) await new Promise(() => {});
    },
    version: 'simulated',
  };
}

/** Between reading a lane and writing it there is room for all others then. */
function writtenSlowly(world: World, lanes: LaneStore): LaneStore {
  return {
    read: lanes.read.bind(lanes),
    dueForReconciliation: lanes.dueForReconciliation.bind(lanes),
    write: async (lane) => {
      if (world.chance.happens(world.profile.slowLaneWrites))
        await world.kernel.sleep(world.chance.between(200, 4_000));
      return lanes.write(lane);
    },
  };
}

/** A lease is two writes: now and then the function dies between them, or right after, and a sweep comes soon. */
function leaseAndPerhapsDie(world: World, instance: Instance, waits: WaitItems): WaitItems['lease'] {
  const { chance, faults } = world;
  const lease = withPartialFailures(waits.lease.bind(waits), { chance, faults, idOf: ({ item }) => item.deliveryId });
  return async (leases) => {
    if (world.chance.happens(world.faults.rates.crash)) {
      await waits.put(leases.map(({ item, until }) => leaseOf(item, until)));
      instance.die();
      await new Promise(() => {});
    }
    const outcomes = await lease(leases);
    if (world.chance.happens(2 * world.faults.rates.crash)) {
      instance.die();
      world.kernel.at(world.kernel.time + world.chance.between(2_500, 20_000), () => world.reconcile());
    }
    return outcomes;
  };
}

/** First attempts at slow endpoints; now and then one is not accepted. */
const slowDeliveriesOf = (world: World): DeliveryQueue => ({
  send: async (messages) => {
    const refused = messages.filter(() => world.chance.happens(world.faults.rates.throttle));
    for (const message of messages) if (!refused.includes(message)) world.slowFirstAttempts.send(message);
    return new Map(refused.map(({ deliveryId }) => [deliveryId, throttledWrite]));
  },
});

/** What could not be recorded; now and then one is not accepted. */
const outcomesOf = (world: World): OutcomeQueue => ({
  send: async (outcomes) => {
    const refused = outcomes.filter(() => world.chance.happens(world.faults.rates.throttle));
    for (const outcome of outcomes) {
      if (!refused.includes(outcome)) world.retryAttempts.send({ outcome }, world.chance.integer(10, 30));
    }
    return new Set(refused.map(({ after }) => after.id));
  },
});

function retriesTo(world: World, queue: SimulatedQueue<RetryBody>): RetryQueue {
  return {
    send: async (messages) => {
      for (const { message, delaySeconds } of messages) {
        if (world.chance.happens(world.profile.lostRetries)) continue;
        const lateSeconds = world.chance.happens(world.profile.lateRetries) ? untilItsLeaseEnds(world, message) : 0;
        queue.send({ retry: message }, Math.max(delaySeconds, lateSeconds));
      }
      return new Set();
    },
  };
}

/** Seconds, a few less or more than until the message's lease ends. */
function untilItsLeaseEnds(world: World, { lease: { webhookId, dueAt } }: RetryMessage): number {
  const endsAt = Date.parse(dueAt);
  world.lateRetries.set(webhookId, Math.max(endsAt, world.lateRetries.get(webhookId) ?? 0));
  return (endsAt - world.kernel.time) / 1000 - world.chance.between(-5, 15);
}

const resultsOf = (world: World): DeliveryResults => ({
  publish: async (results) => {
    world.published.push(...results);
    for (const notice of results.flatMap((result) => failureNotice(result) ?? [])) world.escalations.send(notice);
  },
});

const healthMessagesOf = (world: World): HealthMessages => ({
  publish: async (messages) => {
    // There are few of them, so that more of them are throttled than of other calls.
    if (world.chance.happens(5 * world.faults.rates.throttle)) throw throttledWrite;
    world.healthTold.push(...messages);
    for (const notice of messages.flatMap((message) => healthNotice(message) ?? [])) world.escalations.send(notice);
  },
});

function failingWebhooksOf(world: World): FailingWebhooks {
  const put = ({ id, status }: Webhook) => world.webhooks.change(id, { status });
  const { disable } = inMemoryFailingWebhooks({
    lanes: world.lanes,
    webhooks: { read: ({ webhookId }) => world.webhooks.now(webhookId), put },
  });
  return {
    disable: async (request) => {
      const outcome = await disable(request);
      if (outcome === 'conflict') return outcome;
      world.disabled.push(request.lane);
      world.onDisabled(request.lane);
      return outcome;
    },
  };
}

const mailerOf = (world: World): Mailer => ({
  send: async (mail) => {
    world.mails.push({ at: world.kernel.time, mail });
  },
});

/** A use case that gave up says so in an error of ours. */
export function isGivingUp(error: unknown): boolean {
  return error instanceof Error && /could not be (written|read in time)/.test(error.message);
}

const nothing = () => {};
const silentReport = {
  attempted: nothing,
  parked: nothing,
  discarded: nothing,
  duplicate: nothing,
  nextStepDelayed: nothing,
  fault: ({ error }: Readonly<{ error: unknown }>) => {
    if (!isSimulated(error) && !isGivingUp(error)) throw error;
  },
  executionNotStarted: nothing,
  circuitOpened: nothing,
  circuitClosed: nothing,
  restarted: nothing,
  retentionNotExtended: nothing,
  endpointSlow: nothing,
  slownessNotRecorded: nothing,
  healthPublished: nothing,
  healthNotPublished: nothing,
  mailed: nothing,
  refused: nothing,
  unaddressed: nothing,
};
