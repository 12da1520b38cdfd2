import type { DeliveryRef } from '../../functions/shared/deliveries/application/ports.ts';
import { dispatchDeliveries } from '../../functions/shared/dispatch/application/dispatch-deliveries.ts';
import { dispatchRetries } from '../../functions/shared/dispatch/application/dispatch-retries.ts';
import type { DeliveryMessage } from '../../functions/shared/events/application/ports.ts';
import { fairGroup } from '../../functions/shared/events/domain/fair-group.ts';
import {
  cancelReplay,
  type ReplayRequest,
  startReplay,
} from '../../functions/shared/lanes/application/manage-replays.ts';
import type {
  DeferredOutcome,
  DeliveryResult,
  HealthMessage,
  RetryMessage,
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
import type { FailureNotice } from '../../functions/shared/results/domain/escalation.ts';
import type { Mail } from '../../functions/shared/results/domain/escalation-mail.ts';
import { updateLaneOfWebhook } from '../../functions/shared/webhooks/application/webhook-changes.ts';
import type { Webhook } from '../../functions/shared/webhooks/domain/webhook.ts';
import { InMemoryDeliveryStore } from '../support/in-memory/delivery-store.ts';
import { InMemoryEscalationLedger } from '../support/in-memory/escalation-ledger.ts';
import { InMemoryEventStore } from '../support/in-memory/event-store.ts';
import { LaggingIndex } from '../support/in-memory/lagging-index.ts';
import { InMemoryLaneStore } from '../support/in-memory/lane-store.ts';
import { InMemoryRateLimiter } from '../support/in-memory/rate-limiter.ts';
import { InMemoryReplayStore } from '../support/in-memory/replay-store.ts';
import { InMemoryStepResponses } from '../support/in-memory/step-responses.ts';
import { InMemoryWaitItems } from '../support/in-memory/wait-items.ts';
import { Endpoints } from './endpoints.ts';
import { SimulatedExecutions } from './executions.ts';
import { faultFree } from './fault-profiles.ts';
import { type CurrentFaults, Instance, isSimulated, noFaults } from './faults.ts';
import type { Kernel, Rng } from './kernel.ts';
import { type Received, SimulatedQueue } from './queue.ts';
import { RuleHistory } from './rules.ts';
import { isGivingUp, portsOf, type SimulatedPorts } from './simulated-ports.ts';
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
export type RetryBody = Readonly<{ retry: RetryMessage } | { outcome: DeferredOutcome }>;

/** All of Posthorn's delivery side on simulated AWS: the real use cases, ports that misbehave by the seed. */
export class World {
  readonly faults: CurrentFaults = { rates: noFaults };
  profile: FaultProfile = faultFree;
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
  /** By webhook: the latest end of a lease whose message came around or after that end. */
  readonly lateRetries = new Map<string, number>();
  readonly mails: Mailed[] = [];
  readonly kernel: Kernel;
  readonly chance: Rng;
  onFirstAttemptDone: (message: DeliveryMessage) => void = () => {};
  readonly settings: WorldSettings;

  constructor(kernel: Kernel, chance: Rng, settings: WorldSettings = crowded) {
    this.kernel = kernel;
    this.chance = chance;
    this.settings = settings;
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
      wake: (instance) => (request) => wakeLane(portsOf(this, instance), request),
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
        const ports = portsOf(this, instance);
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
        const ports = portsOf(this, instance);
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
      worker: (instance) => (batch) => escalateFailures(portsOf(this, instance), batch.map(toEscalation)),
    });
    this.#everyFewMinutes();
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
  async request<Answer>(call: (ports: SimulatedPorts) => Promise<Answer>): Promise<Answer | undefined> {
    return new Promise((resolve) => {
      const instance = new Instance();
      const cancelTimeout = this.kernel.at(this.kernel.time + functionTimeoutMs, () => instance.die());
      instance.onDeath = () => resolve(undefined);
      call(portsOf(this, instance))
        .then(resolve, (error) => {
          if (!isSimulated(error) && !isGivingUp(error)) this.kernel.fail(error);
          resolve(undefined);
        })
        .finally(cancelTimeout);
    });
  }

  #inFunction(call: (ports: SimulatedPorts) => Promise<unknown>): void {
    this.kernel.spawn(async () => {
      await this.request(call);
    });
  }

  // What people do.

  /** Changes a webhook and updates its lane, unless the function dies in between. */
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
