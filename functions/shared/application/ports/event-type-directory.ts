import type { EventTypeFields } from '../../domain/event-type.ts';

type EventTypeRef = Readonly<{ space: string; type: string }>;

/** Tells what is known of an event type, at most a few seconds old. */
export interface EventTypeDirectory {
  find(ref: EventTypeRef): Promise<EventTypeFields | undefined>;
}
