import type { EventTypeFields } from '../../domain/event-type.ts';

type EventTypeRef = Readonly<{ space: string; type: string }>;

/** Reads descriptions of event types, at most a few seconds old. */
export interface EventTypeDirectory {
  find(ref: EventTypeRef): Promise<EventTypeFields | undefined>;
}
