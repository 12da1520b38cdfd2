import { refOf } from '../../functions/shared/deliveries/application/ports.ts';
import type { Delivery } from '../../functions/shared/deliveries/domain/delivery.ts';
import { waitItemOf } from '../../functions/shared/deliveries/domain/wait-item.ts';
import {
  type DispatchMessage,
  dispatchDeliveries,
} from '../../functions/shared/dispatch/application/dispatch-deliveries.ts';
import type { DispatchReport } from '../../functions/shared/dispatch/application/dispatch-report.ts';
import { dispatchRetries } from '../../functions/shared/dispatch/application/dispatch-retries.ts';
import { laneRegistry } from '../../functions/shared/lanes/application/lane-registry.ts';
import { reconcileLanes } from '../../functions/shared/lanes/application/reconcile-lanes.ts';
import { type WakeOutcome, wakeLane } from '../../functions/shared/lanes/application/wake-lane.ts';
import { WriteFault } from '../../functions/shared/platform/application/ports.ts';
import type { NotificationTexts } from '../../functions/shared/webhooks/domain/payload.ts';
import { CallLog } from './call-log.ts';
import { VirtualClock } from './in-memory/clock.ts';
import { InMemoryDeliveryQueue } from './in-memory/delivery-queue.ts';
import { InMemoryDeliveryResults } from './in-memory/delivery-results.ts';
import { InMemoryDeliveryStore } from './in-memory/delivery-store.ts';
import { InMemoryEventStore } from './in-memory/event-store.ts';
import { inMemoryFailingWebhooks } from './in-memory/failing-webhooks.ts';
import { InMemoryHealthMessages } from './in-memory/health-messages.ts';
import { InMemoryLaneRunner } from './in-memory/lane-runner.ts';
import { InMemoryLaneStore } from './in-memory/lane-store.ts';
import { InMemoryOutcomeQueue } from './in-memory/outcome-queue.ts';
import { InMemoryRateLimiter } from './in-memory/rate-limiter.ts';
import { InMemoryReplayStore } from './in-memory/replay-store.ts';
import { InMemoryRetryQueue } from './in-memory/retry-queue.ts';
import { InMemoryRuleDirectory } from './in-memory/rules.ts';
import { ScriptedSender } from './in-memory/scripted-sender.ts';
import { InMemoryStepResponses } from './in-memory/step-responses.ts';
import { InMemoryWaitItems } from './in-memory/wait-items.ts';
import { InMemoryWebhookDirectory } from './in-memory/webhook-directory.ts';
import { noTokens } from './no-tokens.ts';
import { aWebhook } from './records/webhook.ts';

/** The use cases that attempt deliveries and run lanes, on stores in memory. A test advances its clock and empties its queues. */
export class DeliveryWorld {
  readonly clock = new VirtualClock();
  readonly webhooks = new InMemoryWebhookDirectory();
  readonly events = new InMemoryEventStore();
  readonly rules = new InMemoryRuleDirectory();
  readonly stepResponses = new InMemoryStepResponses();
  readonly deliveries = new InMemoryDeliveryStore();
  readonly waits = new InMemoryWaitItems();
  readonly lanes = new InMemoryLaneStore();
  readonly runner = new InMemoryLaneRunner();
  readonly retries = new InMemoryRetryQueue();
  readonly outcomes = new InMemoryOutcomeQueue();
  readonly slowRetries = new InMemoryRetryQueue();
  readonly slowDeliveries = new InMemoryDeliveryQueue();
  readonly replays = new InMemoryReplayStore();
  readonly results = new InMemoryDeliveryResults();
  readonly healthMessages = new InMemoryHealthMessages();
  readonly sender = new ScriptedSender();
  readonly rates = new InMemoryRateLimiter();
  readonly texts = new Map<string, NotificationTexts>();
  /** The reported facts, as `fact: subject`. */
  readonly facts: string[] = [];
  /** The error of each reported fault. */
  readonly faults: unknown[] = [];
  pause: (ms: number) => Promise<void> = () => new Promise(() => undefined);

  /** A world with one enabled webhook, `wh_1`. */
  static withWebhook(): DeliveryWorld {
    const world = new DeliveryWorld();
    world.webhooks.put(aWebhook());
    return world;
  }

  /** The ports of one container of a function; a new container has nothing cached. */
  container(log = new CallLog()) {
    const { clock, facts } = this;
    const lanes = log.around('lanes', this.lanes);
    const runner = log.around('runner', this.runner);
    const laneReport = {
      executionNotStarted: (fact: Readonly<{ webhookId: string }>) => facts.push(`not started: ${fact.webhookId}`),
      circuitOpened: (fact: Readonly<{ webhookId: string }>) => facts.push(`circuit opened: ${fact.webhookId}`),
      circuitClosed: (fact: Readonly<{ webhookId: string }>) => facts.push(`circuit closed: ${fact.webhookId}`),
      endpointSlow: (fact: Readonly<{ webhookId: string }>) => facts.push(`slow: ${fact.webhookId}`),
      slownessNotRecorded: (fact: Readonly<{ webhookId: string }>) =>
        facts.push(`slowness not recorded: ${fact.webhookId}`),
      restarted: (fact: Readonly<{ webhookId: string }>) => facts.push(`restarted: ${fact.webhookId}`),
      healthPublished: ({ webhookId, change }: Readonly<{ webhookId: string; change: Readonly<{ kind: string }> }>) =>
        facts.push(`health published: ${change.kind}: ${webhookId}`),
      healthNotPublished: (fact: Readonly<{ webhookId: string }>) =>
        facts.push(`health not published: ${fact.webhookId}`),
    };
    const webhooks = { read: this.webhooks.get.bind(this.webhooks), put: this.webhooks.put.bind(this.webhooks) };
    return {
      clock,
      lanes,
      runner,
      webhooks: log.around('webhooks', this.webhooks),
      configuration: log.around('configuration', this.webhooks),
      webhookSwitch: log.around('webhookSwitch', this.webhooks),
      events: log.around('events', this.events),
      rules: log.around('rules', this.rules),
      stepResponses: log.around('stepResponses', this.stepResponses),
      deliveries: log.around('deliveries', this.deliveries),
      waits: log.around('waits', this.waits),
      retries: log.around('retries', this.retries),
      outcomes: log.around('outcomes', this.outcomes),
      slowRetries: log.around('slowRetries', this.slowRetries),
      slowDeliveries: log.around('slowDeliveries', this.slowDeliveries),
      replays: log.around('replays', this.replays),
      results: log.around('results', this.results),
      failingWebhooks: log.around('failingWebhooks', inMemoryFailingWebhooks({ lanes: this.lanes, webhooks })),
      healthMessages: log.around('healthMessages', this.healthMessages),
      sender: log.around('sender', this.sender),
      tokens: noTokens,
      rates: log.around('rates', this.rates),
      notifications: {
        find: async (ref: Readonly<{ webhookId: string; eventType: string }>) =>
          this.texts.get(`${ref.webhookId}#${ref.eventType}`),
      },
      pause: (ms: number) => this.pause(ms),
      laneRegistry: laneRegistry({ clock, lanes, runner, report: laneReport }),
      version: '1.2.3',
      report: { ...laneReport, ...this.#dispatchReport },
    };
  }

  readonly #dispatchReport: DispatchReport = {
    attempted: (attempts) =>
      this.facts.push(...attempts.map(({ delivery, verdict }) => `${verdict.outcome}: ${delivery.deliveryId}`)),
    parked: ({ delivery, reason }) => this.facts.push(`${reason}: ${delivery.deliveryId}`),
    discarded: ({ delivery, reason }) => this.facts.push(`discarded: ${delivery.deliveryId}: ${reason}`),
    duplicate: ({ delivery }) => this.facts.push(`duplicate: ${delivery.deliveryId}`),
    nextStepDelayed: ({ delivery }) => this.facts.push(`delayed: ${delivery.deliveryId}`),
    retentionNotExtended: () => this.facts.push('retention not extended'),
    fault: ({ messageIds, error }) => {
      this.facts.push(`fault: ${messageIds.join()}`);
      this.faults.push(error);
    },
  };

  /** Makes first attempts in one batch; returns the messages that failed. */
  dispatch(messages: readonly DispatchMessage[], log?: CallLog): Promise<readonly string[]> {
    return dispatchDeliveries(this.container(log), messages);
  }

  /** Attempts what lanes have released so far; returns the messages that failed. */
  dispatchRetries(log?: CallLog): Promise<readonly string[]> {
    const retries = this.retries.take().map((retry, index) => ({ messageId: `retry-${index}`, retry }));
    const outcomes = this.outcomes.take().map((outcome, index) => ({ messageId: `outcome-${index}`, outcome }));
    return dispatchRetries(this.container(log), [...retries, ...outcomes]);
  }

  /** Wakes the lane of a webhook, as its latest execution does. */
  wake(webhookId = 'wh_1', log?: CallLog): Promise<WakeOutcome> {
    const generation = this.lanes.get(webhookId)?.generation ?? 0;
    const request = { webhookId, space: 'acme', generation, wakeAt: this.clock.now().getTime(), wakes: 0 };
    return wakeLane(this.container(log), request);
  }

  /** Runs the reconciler once. */
  reconcile(log?: CallLog): Promise<void> {
    return reconcileLanes(this.container(log));
  }

  /** Refuses the first record of the delivery until the returned function is called. */
  refuseRecordOf(deliveryId: string): () => void {
    const { recordFirst } = this.deliveries;
    this.deliveries.recordFirst = async (all) => {
      const others = await recordFirst.call(
        this.deliveries,
        all.filter(({ id }) => id !== deliveryId),
      );
      return all.some(({ id }) => id === deliveryId) ? [new WriteFault('ThrottlingException'), ...others] : others;
    };
    return () => {
      this.deliveries.recordFirst = recordFirst;
    };
  }

  /** Records deliveries, each that waits with its wait item. */
  async record(deliveries: readonly Delivery[]): Promise<void> {
    await this.waits.put(deliveries.flatMap((delivery) => waitItemOf(delivery, 0) ?? []));
    await this.deliveries.recordFirst(deliveries);
  }

  /** The record of a webhook's delivery. */
  recordOf(deliveryId: string, webhookId = 'wh_1'): Delivery | undefined {
    return this.deliveries.get({ webhookId, deliveryId });
  }

  /** The wait items of a delivery. */
  itemsOf(delivery: Delivery) {
    return this.waits.of(refOf(delivery));
  }
}
