import type { DeliveryRef, WaitItems } from '../../functions/shared/deliveries/application/ports.ts';
import { leaseOf } from '../../functions/shared/deliveries/domain/wait-item.ts';
import { dispatchDeliveries } from '../../functions/shared/dispatch/application/dispatch-deliveries.ts';
import { dispatchRetries } from '../../functions/shared/dispatch/application/dispatch-retries.ts';
import type { DeliveryMessage, DeliveryQueue } from '../../functions/shared/events/application/ports.ts';
import { fairGroup } from '../../functions/shared/events/domain/fair-group.ts';
import { type LaneRegistry, laneRegistry } from '../../functions/shared/lanes/application/lane-registry.ts';
import {
  cancelReplay,
  type ReplayRequest,
  startReplay,
} from '../../functions/shared/lanes/application/manage-replays.ts';
import type {
  DeferredOutcome,
  DeliveryResult,
  DeliveryResults,
  FailingWebhooks,
  HealthMessage,
  HealthMessages,
  LaneStore,
  OutcomeQueue,
  RetryMessage,
  RetryQueue,
} from '../../functions/shared/lanes/application/ports.ts';
import { type FailedRun, reconcileLanes } from '../../functions/shared/lanes/application/reconcile-lanes.ts';
import { retryManually } from '../../functions/shared/lanes/application/retry-manually.ts';
import { wakeLane } from '../../functions/shared/lanes/application/wake-lane.ts';
import type { Lane } from '../../functions/shared/lanes/domain/lane.ts';
import { ok } from '../../functions/shared/platform/application/outcome.ts';
import {
  type EscalationMessage,
  escalateFailures,
  mailDigests,
} from '../../functions/shared/results/application/escalate-failures.ts';
import { failureNotice, healthNotice } from '../../functions/shared/results/application/failure-notice.ts';
import type { Mailer } from '../../functions/shared/results/application/ports.ts';
import type { FailureNotice } from '../../functions/shared/results/domain/escalation.ts';
import type { Mail } from '../../functions/shared/results/domain/escalation-mail.ts';
import { updateLaneOfWebhook } from '../../functions/shared/webhooks/application/webhook-changes.ts';
import type { Webhook } from '../../functions/shared/webhooks/domain/webhook.ts';
import { InMemoryDeliveryStore } from '../support/in-memory/delivery-store.ts';
import { InMemoryEscalationLedger } from '../support/in-memory/escalation-ledger.ts';
import { InMemoryEventStore } from '../support/in-memory/event-store.ts';
import { inMemoryFailingWebhooks } from '../support/in-memory/failing-webhooks.ts';
import { LaggingIndex } from '../support/in-memory/lagging-index.ts';
import { InMemoryLaneStore } from '../support/in-memory/lane-store.ts';
import { InMemoryRateLimiter } from '../support/in-memory/rate-limiter.ts';
import { InMemoryReplayStore } from '../support/in-memory/replay-store.ts';
import { InMemoryStepResponses } from '../support/in-memory/step-responses.ts';
import { InMemoryWaitItems } from '../support/in-memory/wait-items.ts';
import { noTokens } from '../support/no-tokens.ts';
import { Endpoints } from './endpoints.ts';
import { SimulatedExecutions } from './executions.ts';
import {
  type CurrentFaults,
  Instance,
  isSimulated,
  noFaults,
  throttledWrite,
  withFaults,
  withPartialFailures,
} from './faults.ts';
import type { Kernel, Rng } from './kernel.ts';
import { type Received, SimulatedQueue } from './queue.ts';
import { RuleHistory } from './rules.ts';
import { WebhookHistory } from './webhooks.ts';
import { crowded, type FaultProfile, type WorldSettings } from './world-settings.ts';

export const space = 'acme';
const visibilityMs = 6 * 60_000;
const functionTimeoutMs = 60_000;
/** The shortest that a stage may have (lib/stage-settings.ts). */
export const retentionMs = 3 * 24 * 3_600_000;
/** As in the stack: how often the reconciler runs. */
export const reconcileEveryMs = 60_000;

/** A mail that SES accepted. */
export type Mailed = Readonly<{ at: number; mail: Mail }>;

/** What the queue of retries carries. */
type RetryBody = Readonly<{ retry: RetryMessage } | { outcome: DeferredOutcome }>;

/** All of Posthorn's delivery side on simulated AWS: the real use cases, ports that misbehave by the seed. */
export class World {
  readonly faults: CurrentFaults = { rates: noFaults };
  profile: FaultProfile = {
    rates: noFaults,
    duplicates: 0,
    indexLagMs: 0,
    lostRetries: 0,
    lateRetries: 0,
    lateMessages: 0,
    slowLaneWrites: 0,
    clockSkewMs: 0,
  };
  readonly deliveries = new InMemoryDeliveryStore();
  readonly waits = new InMemoryWaitItems();
  readonly lanes: InMemoryLaneStore;
  readonly replays = new InMemoryReplayStore();
  readonly ledger = new InMemoryEscalationLedger();
  readonly events: InMemoryEventStore;
  readonly rates = new InMemoryRateLimiter();
  readonly stepResponses: InMemoryStepResponses;
  readonly webhooks: WebhookHistory;
  readonly rules: RuleHistory;
  readonly endpoints: Endpoints;
  readonly executions: SimulatedExecutions;
  readonly firstAttempts: SimulatedQueue<DeliveryMessage>;
  readonly slowFirstAttempts: SimulatedQueue<DeliveryMessage>;
  readonly retryAttempts: SimulatedQueue<RetryBody>;
  readonly slowRetryAttempts: SimulatedQueue<RetryBody>;
  readonly escalations: SimulatedQueue<FailureNotice>;
  readonly published: DeliveryResult[] = [];
  readonly healthTold: HealthMessage[] = [];
  /** Lanes as they were when their webhook was disabled for failing. */
  readonly disabled: Lane[] = [];
  onDisabled: (lane: Lane) => void = () => {};
  /** When the last lease of each webhook ended whose message came too late for it. */
  readonly lateRetries = new Map<string, number>();
  readonly mails: Mailed[] = [];
  readonly kernel: Kernel;
  readonly chance: Rng;
  onFirstAttemptDone: (message: DeliveryMessage) => void = () => {};
  readonly #settings: WorldSettings;

  constructor(kernel: Kernel, chance: Rng, settings: WorldSettings = crowded) {
    this.kernel = kernel;
    this.chance = chance;
    this.#settings = settings;
    const retention = { ms: retentionMs, now: () => kernel.time };
    this.events = new InMemoryEventStore(retention);
    this.stepResponses = new InMemoryStepResponses(retention);
    const lag = () => {
      const longest = this.profile.indexLagMs;
      if (!Number.isFinite(longest)) return longest;
      return chance.between(0, chance.happens(0.7) ? 300 : longest);
    };
    const lagging = { now: () => kernel.time, lag };
    this.lanes = new InMemoryLaneStore(new LaggingIndex(lagging));
    this.webhooks = new WebhookHistory(kernel, chance);
    this.rules = new RuleHistory(kernel, chance);
    this.endpoints = new Endpoints(kernel, chance, settings.hangingMs);
    this.executions = new SimulatedExecutions({
      kernel,
      chance,
      wake: (instance) => (order) => wakeLane(this.#ports(instance), order),
      onFailed: (run) => {
        if (chance.happens(0.5)) this.reconcile([run]);
      },
    });
    const queue = {
      kernel,
      chance,
      visibilityMs,
      functionTimeoutMs,
      maxReceiveCount: 5,
      duplicates: () => this.profile.duplicates,
    };
    const { concurrency } = settings;
    const first = {
      ...queue,
      groupOf: settings.fair
        ? ({ space, webhookId, rule }: DeliveryMessage) => fairGroup({ space, id: webhookId ?? rule.id })
        : undefined,
      worker: (instance: Instance) => {
        const ports = this.#ports(instance);
        return (batch: readonly Received<DeliveryMessage>[]) =>
          dispatchDeliveries(
            ports,
            batch.map(({ body, ...message }) => ({ ...message, delivery: body })),
          );
      },
      done: (message: DeliveryMessage) => this.onFirstAttemptDone(message),
    };
    this.firstAttempts = new SimulatedQueue({ ...first, concurrency: concurrency.firstAttempts, batchSize: 10 });
    this.slowFirstAttempts = new SimulatedQueue({
      ...first,
      concurrency: concurrency.slowFirstAttempts,
      batchSize: 5,
    });
    const retries = {
      ...queue,
      groupOf: settings.fair
        ? (body: RetryBody) =>
            'retry' in body
              ? fairGroup({ space: body.retry.space, id: body.retry.lease.webhookId })
              : fairGroup({ space: body.outcome.after.space, id: body.outcome.before.webhookId })
        : undefined,
      worker: (instance: Instance) => {
        const ports = this.#ports(instance);
        return (batch: readonly Received<RetryBody>[]) =>
          dispatchRetries(
            ports,
            batch.map(({ body, messageId }) => ({ messageId, ...body })),
          );
      },
    };
    this.retryAttempts = new SimulatedQueue({ ...retries, concurrency: concurrency.retries, batchSize: 10 });
    this.slowRetryAttempts = new SimulatedQueue({ ...retries, concurrency: concurrency.slowRetries, batchSize: 5 });
    this.escalations = new SimulatedQueue<FailureNotice>({
      ...queue,
      concurrency: 2,
      batchSize: 10,
      worker: (instance) => (batch) => escalateFailures(this.#ports(instance), batch.map(toEscalation)),
    });
    this.#everyFewMinutes();
  }

  /** What one instance of a function sees of the world. */
  #ports(instance: Instance) {
    const { faults, chance } = this;
    const { callMs } = this.#settings;
    const surroundings = { kernel: this.kernel, chance, faults, instance, callMs };
    const around = <Port extends object>(port: Port): Port => withFaults(port, surroundings);
    const { deliveries, waits, lanes, events, webhooks, configuration } = this.#settings.storesFor({
      deliveries: this.deliveries,
      waits: this.waits,
      lanes: this.lanes,
      events: this.events,
      webhooks: this.webhooks.directory,
      configuration: this.webhooks.configuration,
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
    const skewMs = chance.between(-this.profile.clockSkewMs, this.profile.clockSkewMs);
    const clock = { now: () => new Date(this.kernel.time + skewMs) };
    const shared = {
      clock,
      lanes: around(this.#writtenSlowly(lanes)),
      runner: around(this.executions),
      results: around(this.#results),
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
        lease: this.#leaseAndPerhapsDie(instance, waits),
        remove: waits.remove.bind(waits),
      }),
      notifications: { find: async () => undefined },
      events: around(events),
      webhooks: around(webhooks),
      configuration: around(configuration),
      webhookSwitch: around(this.webhooks.webhookSwitch),
      rules: around(this.rules.directory),
      stepResponses: around(this.stepResponses),
      rates: this.rates,
      retries: around(this.#retriesTo(this.retryAttempts)),
      outcomes: around(this.#outcomes),
      slowRetries: around(this.#retriesTo(this.slowRetryAttempts)),
      slowDeliveries: around(this.#slowDeliveries),
      replays: around(this.replays),
      failingWebhooks: around(this.#failingWebhooks),
      healthMessages: around(this.#healthMessages),
      ledger: around(this.ledger),
      mailer: around(this.#mailer),
      owners: { find: async () => 'owner@acme.test' },
      sender: this.endpoints.sender,
      tokens: noTokens,
      pause: async (ms: number) => {
        await this.kernel.sleep(ms);
        if (instance.dead) await new Promise(() => {});
      },
      version: 'simulated',
    };
  }

  /** Between reading a lane and writing it there is room for all others then. */
  #writtenSlowly(lanes: LaneStore): LaneStore {
    return {
      read: lanes.read.bind(lanes),
      dueForReconciliation: lanes.dueForReconciliation.bind(lanes),
      write: async (lane) => {
        if (this.chance.happens(this.profile.slowLaneWrites)) await this.kernel.sleep(this.chance.between(200, 4_000));
        return lanes.write(lane);
      },
    };
  }

  /** A lease is two writes: now and then the function dies between them, or right after, and a sweep comes soon. */
  #leaseAndPerhapsDie(instance: Instance, waits: WaitItems): WaitItems['lease'] {
    const { chance, faults } = this;
    const lease = withPartialFailures(waits.lease.bind(waits), { chance, faults, idOf: ({ item }) => item.deliveryId });
    return async (leases) => {
      if (this.chance.happens(this.faults.rates.crash)) {
        await waits.put(leases.map(({ item, until }) => leaseOf(item, until)));
        instance.die();
        await new Promise(() => {});
      }
      const outcomes = await lease(leases);
      if (this.chance.happens(2 * this.faults.rates.crash)) {
        instance.die();
        this.kernel.at(this.kernel.time + this.chance.between(2_500, 20_000), () => this.reconcile());
      }
      return outcomes;
    };
  }

  /** First attempts at slow endpoints; now and then one is not accepted. */
  readonly #slowDeliveries: DeliveryQueue = {
    send: async (messages) => {
      const refused = messages.filter(() => this.chance.happens(this.faults.rates.throttle));
      for (const message of messages) if (!refused.includes(message)) this.slowFirstAttempts.send(message);
      return new Map(refused.map(({ deliveryId }) => [deliveryId, throttledWrite]));
    },
  };

  /** What could not be recorded; now and then one is not accepted. */
  readonly #outcomes: OutcomeQueue = {
    send: async (outcomes) => {
      const refused = outcomes.filter(() => this.chance.happens(this.faults.rates.throttle));
      for (const outcome of outcomes) {
        if (!refused.includes(outcome)) this.retryAttempts.send({ outcome }, this.chance.integer(10, 30));
      }
      return new Set(refused.map(({ after }) => after.id));
    },
  };

  #retriesTo(queue: SimulatedQueue<RetryBody>): RetryQueue {
    return {
      send: async (messages) => {
        for (const { message, delaySeconds } of messages) {
          if (this.chance.happens(this.profile.lostRetries)) continue;
          const lateSeconds = this.chance.happens(this.profile.lateRetries) ? this.#untilItsLeaseEnds(message) : 0;
          queue.send({ retry: message }, Math.max(delaySeconds, lateSeconds));
        }
        return new Set();
      },
    };
  }

  /** Seconds, a few less or more than until the message's lease ends. */
  #untilItsLeaseEnds({ lease: { webhookId, dueAt } }: RetryMessage): number {
    const endsAt = Date.parse(dueAt);
    this.lateRetries.set(webhookId, Math.max(endsAt, this.lateRetries.get(webhookId) ?? 0));
    return (endsAt - this.kernel.time) / 1000 - this.chance.between(-5, 15);
  }

  /** Whether a message for the delivery's first attempt, or for the record of it, is still on its way. */
  isQueued(deliveryId: string): boolean {
    const matches = (message: DeliveryMessage) => message.deliveryId === deliveryId;
    return (
      this.firstAttempts.holds(matches) ||
      this.slowFirstAttempts.holds(matches) ||
      this.retryAttempts.holds((body) => 'outcome' in body && body.outcome.after.id === deliveryId)
    );
  }

  /** Messages that are on their way, of all kinds. */
  get queued(): number {
    const queues = [this.firstAttempts, this.slowFirstAttempts, this.retryAttempts, this.slowRetryAttempts];
    return queues.reduce((sum, { size }) => sum + size, this.escalations.size);
  }

  readonly #results: DeliveryResults = {
    publish: async (results) => {
      this.published.push(...results);
      for (const notice of results.flatMap((result) => failureNotice(result) ?? [])) this.escalations.send(notice);
    },
  };

  readonly #healthMessages: HealthMessages = {
    publish: async (messages) => {
      // There are few of them, so that more of them are throttled than of other calls.
      if (this.chance.happens(5 * this.faults.rates.throttle)) throw throttledWrite;
      this.healthTold.push(...messages);
      for (const notice of messages.flatMap((message) => healthNotice(message) ?? [])) this.escalations.send(notice);
    },
  };

  get #failingWebhooks(): FailingWebhooks {
    const put = ({ id, status }: Webhook) => this.webhooks.change(id, { status });
    const { disable } = inMemoryFailingWebhooks({
      lanes: this.lanes,
      webhooks: { read: ({ webhookId }) => this.webhooks.now(webhookId), put },
    });
    return {
      disable: async (order) => {
        const outcome = await disable(order);
        if (outcome === 'conflict') return outcome;
        this.disabled.push(order.lane);
        this.onDisabled(order.lane);
        return outcome;
      },
    };
  }

  readonly #mailer: Mailer = {
    send: async (mail) => {
      this.mails.push({ at: this.kernel.time, mail });
    },
  };

  #everyFewMinutes(): void {
    this.kernel.at(this.kernel.time + reconcileEveryMs, () => {
      this.reconcile();
      if (this.chance.happens(0.05)) this.reconcile();
      if (this.ledger.showDue(this.#latestTime).length > 0) this.#inFunction((ports) => mailDigests(ports));
      this.#everyFewMinutes();
    });
  }

  /** What the clock of some function may show. */
  get #latestTime(): number {
    return this.kernel.time + this.profile.clockSkewMs;
  }

  /** A run that would find nothing to do is left out: they are most of all runs. */
  reconcile(failed: readonly FailedRun[] = []): void {
    if (failed.length === 0 && this.lanes.showDue(this.#latestTime).length === 0) return;
    this.#inFunction((ports) => reconcileLanes(ports, failed));
  }

  /** Calls a use case once, as somebody whose request may fail; the answer is `undefined` then. */
  async request<Answer>(call: (ports: ReturnType<World['portsOf']>) => Promise<Answer>): Promise<Answer | undefined> {
    return new Promise((resolve) => {
      const instance = new Instance();
      const cancelTimeout = this.kernel.at(this.kernel.time + functionTimeoutMs, () => instance.die());
      instance.onDeath = () => resolve(undefined);
      call(this.portsOf(instance))
        .then(resolve, (error) => {
          if (!isSimulated(error) && !isGivingUp(error)) this.kernel.fail(error);
          resolve(undefined);
        })
        .finally(cancelTimeout);
    });
  }

  portsOf(instance: Instance) {
    return this.#ports(instance);
  }

  #inFunction(call: (ports: ReturnType<World['portsOf']>) => Promise<unknown>): void {
    this.kernel.spawn(async () => {
      await this.request(call);
    });
  }

  // What people do.

  /** Changes a webhook and tells its lane, unless the function dies in between. */
  manage(webhookId: string, changes: Partial<Webhook>): void {
    const before = this.webhooks.now(webhookId);
    this.webhooks.change(webhookId, changes);
    this.changed(webhookId, before);
  }

  changed(webhookId: string, before?: Webhook): Promise<unknown> {
    const after = this.webhooks.now(webhookId);
    return this.request((ports) => updateLaneOfWebhook(ports, { space, webhookId, before, after }));
  }

  retry(request: DeliveryRef & Readonly<{ requestId: string }>) {
    return this.request((ports) => retryManually(ports, { space, ...request }));
  }

  replay({ replayId, ...request }: Omit<ReplayRequest, 'space' | 'replayId'> & Readonly<{ replayId: string }>) {
    return this.request((ports) => startReplay(ports, { space, ...request, replayId: async () => ok(replayId) }));
  }

  cancelReplay(ref: Parameters<typeof cancelReplay>[1]) {
    return this.request((ports) => cancelReplay(ports, ref));
  }
}

function toEscalation({ messageId, body }: Received<FailureNotice>): EscalationMessage {
  return { messageId, notice: body };
}

/** A use case that gave up says so in an error of ours. */
function isGivingUp(error: unknown): boolean {
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
