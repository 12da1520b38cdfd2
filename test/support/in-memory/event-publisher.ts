import type { EventPublisher } from '../../../functions/shared/application/ports/event-publisher.ts';
import { WriteFault } from '../../../functions/shared/application/ports/write-fault.ts';
import type { Event } from '../../../functions/shared/domain/event.ts';

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
