import { dispatch } from '../../functions/shared/application/dispatch-deliveries.ts';
import { retryDispatch } from '../../functions/shared/application/dispatch-retries.ts';
import {
  type EscalationMessage,
  escalateFailures,
  mailDigests,
} from '../../functions/shared/application/escalate-failures.ts';
import { failureNotice } from '../../functions/shared/application/failure-notice.ts';
import { laneKeeper } from '../../functions/shared/application/lane-keeper.ts';
import { cancelReplay, startReplay } from '../../functions/shared/application/manage-replays.ts';
import type { DeliveryMessage } from '../../functions/shared/application/ports/delivery-queue.ts';
import type { DeliveryResult, DeliveryResults } from '../../functions/shared/application/ports/delivery-results.ts';
import type { DeliveryRef } from '../../functions/shared/application/ports/delivery-store.ts';
import type { Mailer } from '../../functions/shared/application/ports/mailer.ts';
import type { RetryMessage, RetryQueue } from '../../functions/shared/application/ports/retry-queue.ts';
import { type FailedRun, reconcileLanes } from '../../functions/shared/application/reconcile-lanes.ts';
import { releaseDueDeliveries } from '../../functions/shared/application/release-due-deliveries.ts';
import { retryDelivery } from '../../functions/shared/application/retry-delivery.ts';
import { webhookChanged } from '../../functions/shared/application/webhook-changes.ts';
import type { Delivery } from '../../functions/shared/domain/delivery.ts';
import type { FailureNotice } from '../../functions/shared/domain/escalation.ts';
import type { Mail } from '../../functions/shared/domain/escalation-mail.ts';
import { InMemoryDeliveryStore } from '../support/in-memory/delivery-store.ts';
import { InMemoryEscalationLedger } from '../support/in-memory/escalation-ledger.ts';
import { InMemoryEventStore } from '../support/in-memory/event-store.ts';
import { LaggingIndex } from '../support/in-memory/lagging-index.ts';
import { InMemoryLaneStore } from '../support/in-memory/lane-store.ts';
import { InMemoryRateLimiter } from '../support/in-memory/rate-limiter.ts';
import { InMemoryReplayStore } from '../support/in-memory/replay-store.ts';
import { InMemoryStepAnswers } from '../support/in-memory/step-answers.ts';
import { Endpoints } from './endpoints.ts';
import { SimulatedExecutions } from './executions.ts';
import { type FaultRates, Instance, noFaults, patchy, SimulatedFault, troubled, type Weather } from './faults.ts';
import type { Chance, Kernel } from './kernel.ts';
import { type Received, SimulatedQueue } from './queue.ts';
import { RuleHistory } from './rules.ts';
import { WebhookHistory } from './webhooks.ts';

/** How unfriendly the world is. */
export type Climate = Readonly<{ rates: FaultRates; duplicates: number; indexLagMs: number; lostRetries: number }>;

export const space = 'acme';
const visibilityMs = 6 * 60_000;
const functionTimeoutMs = 60_000;
/** As in the stack: how often the reconciler runs. */
const reconcileEveryMs = 5 * 60_000;

/** A mail that SES accepted. */
export type Mailed = Readonly<{ at: number; mail: Mail }>;

/** All of Posthorn's delivery side on simulated AWS: the real use cases, ports that misbehave by the seed. */
export class World {
  readonly weather: Weather = { rates: noFaults };
  climate: Climate = { rates: noFaults, duplicates: 0, indexLagMs: 0, lostRetries: 0 };
  readonly deliveries: InMemoryDeliveryStore;
  readonly lanes: InMemoryLaneStore;
  readonly replays = new InMemoryReplayStore();
  readonly ledger = new InMemoryEscalationLedger();
  readonly events = new InMemoryEventStore();
  readonly rates = new InMemoryRateLimiter();
  readonly answers = new InMemoryStepAnswers();
  readonly webhooks: WebhookHistory;
  readonly rules: RuleHistory;
  readonly endpoints: Endpoints;
  readonly executions: SimulatedExecutions;
  readonly firstAttempts: SimulatedQueue<DeliveryMessage>;
  readonly retryAttempts: SimulatedQueue<RetryMessage>;
  readonly escalations: SimulatedQueue<FailureNotice>;
  readonly published: DeliveryResult[] = [];
  readonly mails: Mailed[] = [];
  readonly kernel: Kernel;
  readonly chance: Chance;
  onFirstAttemptDone: (message: DeliveryMessage) => void = () => {};

  constructor(kernel: Kernel, chance: Chance) {
    this.kernel = kernel;
    this.chance = chance;
    const lag = () => (chance.happens(0.7) ? chance.between(0, 300) : chance.between(0, this.climate.indexLagMs));
    this.deliveries = new InMemoryDeliveryStore(new LaggingIndex(() => kernel.time, lag));
    this.lanes = new InMemoryLaneStore(new LaggingIndex(() => kernel.time, lag));
    this.webhooks = new WebhookHistory(kernel, chance);
    this.rules = new RuleHistory(kernel, chance);
    this.endpoints = new Endpoints(kernel, chance);
    this.executions = new SimulatedExecutions({
      kernel,
      chance,
      release: (instance) => (order) => releaseDueDeliveries(this.#ports(instance), order),
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
      duplicates: () => this.climate.duplicates,
    };
    this.firstAttempts = new SimulatedQueue<DeliveryMessage>({
      ...queue,
      concurrency: 4,
      worker: (instance) => {
        const { run } = dispatch(this.#ports(instance));
        return (batch) => run(batch.map(({ body, ...message }) => ({ ...message, delivery: body })));
      },
      done: (message) => this.onFirstAttemptDone(message),
    });
    this.retryAttempts = new SimulatedQueue<RetryMessage>({
      ...queue,
      concurrency: 3,
      worker: (instance) => {
        const { run } = retryDispatch(this.#ports(instance));
        return (batch) => run(batch.map(({ body, messageId }) => ({ messageId, retry: body })));
      },
    });
    this.escalations = new SimulatedQueue<FailureNotice>({
      ...queue,
      concurrency: 2,
      worker: (instance) => (batch) => escalateFailures(this.#ports(instance), batch.map(toEscalation)),
    });
    this.#everyFewMinutes();
  }

  /** What one instance of a function sees of the world. */
  #ports(instance: Instance) {
    const surroundings = { kernel: this.kernel, chance: this.chance, weather: this.weather, instance };
    const around = <Port extends object>(port: Port): Port => troubled(port, surroundings);
    const { weather, chance, deliveries } = this;
    const store = around({
      find: deliveries.find.bind(deliveries),
      list: deliveries.list.bind(deliveries),
      query: deliveries.query.bind(deliveries),
      history: deliveries.history.bind(deliveries),
      recordFirst: patchy<Delivery, 'recorded' | 'already_recorded' | 'not_recorded'>(
        deliveries.recordFirst.bind(deliveries),
        { chance, weather, failed: 'not_recorded' },
      ),
      change: patchy(deliveries.change.bind(deliveries), { chance, weather, failed: 'not_changed' }),
      lease: (waiting: Parameters<typeof deliveries.lease>[0], until: string) =>
        patchy((items: typeof waiting) => deliveries.lease(items, until), { chance, weather, failed: 'not_changed' })(
          waiting,
        ),
    });
    const shared = {
      clock: this.kernel,
      lanes: around(this.lanes),
      runner: around(this.executions),
      results: around(this.#results),
      report: silentReport,
    };
    return {
      ...shared,
      keeper: laneKeeper(shared),
      deliveries: store,
      waiting: store,
      notifications: { find: async () => undefined },
      events: around(this.events),
      webhooks: around(this.webhooks.directory),
      configuration: around(this.webhooks.configuration),
      webhookSwitch: around(this.webhooks.webhookSwitch),
      rules: around(this.rules.directory),
      answers: around(this.answers),
      rates: this.rates,
      retries: around(this.#retries),
      replays: around(this.replays),
      ledger: around(this.ledger),
      mailer: around(this.#mailer),
      owners: { find: async () => 'owner@acme.test' },
      sender: this.endpoints.sender,
      pause: async (ms: number) => {
        await this.kernel.sleep(ms);
        if (instance.dead) await new Promise(() => {});
      },
      version: 'simulated',
    };
  }

  readonly #retries: RetryQueue = {
    send: async (messages) => {
      for (const { message, delaySeconds } of messages) {
        if (!this.chance.happens(this.climate.lostRetries)) this.retryAttempts.send(message, delaySeconds);
      }
      return new Set();
    },
  };

  readonly #results: DeliveryResults = {
    publish: async (results) => {
      this.published.push(...results);
      for (const notice of results.flatMap((result) => failureNotice(result) ?? [])) this.escalations.send(notice);
    },
  };

  readonly #mailer: Mailer = {
    send: async (mail) => {
      this.mails.push({ at: this.kernel.time, mail });
    },
  };

  #everyFewMinutes(): void {
    this.kernel.at(this.kernel.time + reconcileEveryMs, () => {
      this.reconcile();
      if (this.chance.happens(0.05)) this.reconcile();
      this.#inFunction((ports) => mailDigests(ports));
      this.#everyFewMinutes();
    });
  }

  reconcile(failed: readonly FailedRun[] = []): void {
    if (failed.length === 0 && this.webhooks.ids.every((id) => this.lanes.get(id)?.state !== 'open')) return;
    this.#inFunction((ports) => reconcileLanes(ports, failed));
  }

  /** Calls a use case once, as somebody whose request may fail; the answer is `undefined` then. */
  async request<Answer>(call: (ports: ReturnType<World['portsOf']>) => Promise<Answer>): Promise<Answer | undefined> {
    return new Promise((resolve) => {
      const instance = new Instance();
      instance.onDeath = () => resolve(undefined);
      call(this.portsOf(instance)).then(resolve, (error) => {
        if (!(error instanceof SimulatedFault) && !isGivingUp(error)) this.kernel.fail(error);
        resolve(undefined);
      });
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

  changed(webhookId: string): Promise<unknown> {
    return this.request((ports) => webhookChanged(ports, { space, webhookId }));
  }

  retry(request: DeliveryRef & Readonly<{ requestId: string }>) {
    return this.request((ports) => retryDelivery(ports, { space, ...request }));
  }

  replay(request: Omit<Parameters<typeof startReplay>[1], 'space'>) {
    return this.request((ports) => startReplay(ports, { space, ...request }));
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
  return error instanceof Error && /could not be written/.test(error.message);
}

const nothing = () => {};
const silentReport = {
  attempted: nothing,
  parked: nothing,
  discarded: nothing,
  duplicate: nothing,
  delayed: nothing,
  fault: ({ error }: Readonly<{ error: unknown }>) => {
    if (!(error instanceof SimulatedFault) && !isGivingUp(error)) throw error;
  },
  notStarted: nothing,
  circuitOpened: nothing,
  circuitClosed: nothing,
  revived: nothing,
  mailed: nothing,
  unaddressed: nothing,
};
