import { lazySchemaValidator } from '../../functions/shared/events/adapters/lazy-schema-validator.ts';
import { type FanOutMessage, fanOutEvents } from '../../functions/shared/events/application/fan-out-events.ts';
import type { FanOutReport } from '../../functions/shared/events/application/fan-out-report.ts';
import type { EventTypeDirectory } from '../../functions/shared/events/application/ports.ts';
import type { EventTypeFields } from '../../functions/shared/events/domain/event-type.ts';
import { VirtualClock } from './in-memory/clock.ts';
import { InMemoryDeliveryQueue } from './in-memory/delivery-queue.ts';
import { InMemoryEventStore } from './in-memory/event-store.ts';
import { InMemoryFanOutQueue } from './in-memory/fan-out-queue.ts';
import { InMemoryScorecardDirectory } from './in-memory/rules.ts';
import { InMemorySubscriberDirectory } from './in-memory/subscriber-directory.ts';

/** All that fans out events, in memory: one space with one webhook. */
export class FanOutWorld {
  readonly subscribers = new InMemorySubscriberDirectory(2);
  readonly scorecards = new InMemoryScorecardDirectory();
  /** A test may empty it. */
  events = new InMemoryEventStore();
  readonly deliveries = new InMemoryDeliveryQueue();
  readonly queue = new InMemoryFanOutQueue();
  readonly clock = new VirtualClock();
  readonly eventTypes = new Map<string, EventTypeFields>();
  /** What was reported, as `fact: subject`. */
  readonly facts: string[] = [];

  constructor() {
    this.subscribers.addSpace('acme');
    this.subscribe('wh_1');
  }

  subscribe(webhookId: string): void {
    this.subscribers.subscribe({ space: 'acme', webhookId, patterns: ['hit.detected'] });
  }

  run(messages: readonly FanOutMessage[], eventTypes = this.#described): Promise<readonly string[]> {
    const { clock, subscribers, scorecards, events, deliveries, queue } = this;
    const ports = { clock, subscribers, scorecards, events, deliveries, queue };
    return fanOutEvents({ ...ports, eventTypes, schemas: lazySchemaValidator(), report: this.#report }, messages);
  }

  readonly #described: EventTypeDirectory = { find: async ({ type }) => this.eventTypes.get(type) };

  readonly #report: FanOutReport = {
    rejected: ({ reason }) => this.facts.push(`rejected: ${reason}`),
    duplicate: ({ id }) => this.facts.push(`duplicate: ${id}`),
    fannedOut: (fannedOut) =>
      this.facts.push(
        ...fannedOut.map(({ event, deliveries: count, isLastPage }) =>
          isLastPage ? `fanned out: ${event.id}, lastly to ${count}` : `page: ${event.id} to ${count}`,
        ),
      ),
    filtersUndecided: ({ event, targets }) => this.facts.push(`undecided: ${event.id} for ${targets}`),
    fault: ({ error }) => this.facts.push(`fault: ${error instanceof Error ? error.message : error}`),
  };
}

/** The event that {@link anEnvelope} carries. */
export const ref = { space: 'acme', eventId: 'evt_1', envelopeId: 'envelope-1' };

export const message = (body: string, messageId = 'm1'): FanOutMessage => ({ kind: 'event', messageId, body });
