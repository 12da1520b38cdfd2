import type { EventPublisher } from '../../../functions/shared/application/ports/event-publisher.ts';
import type { Event } from '../../../functions/shared/domain/event.ts';

export class InMemoryEventPublisher implements EventPublisher {
  readonly published: Event[] = [];

  async publish(event: Event): Promise<void> {
    this.published.push(structuredClone(event));
  }
}
