import type { EventPublisher } from '../../../functions/shared/events/application/ports.ts';
import type { Event } from '../../../functions/shared/events/domain/event.ts';
import { WriteFault } from '../../../functions/shared/platform/application/ports.ts';

export class InMemoryEventPublisher implements EventPublisher {
  readonly published: Event[] = [];

  /** Ids of events that the bus does not take. */
  readonly refused = new Set<string>();

  async publish(events: readonly Event[]) {
    return events.map((event) => {
      if (this.refused.has(event.id)) return new WriteFault('ThrottlingException');
      this.published.push(structuredClone(event));
      return 'published';
    });
  }
}
