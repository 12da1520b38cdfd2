import type { Event } from '../../../functions/shared/events/domain/event.ts';

/** An event like most; say only what matters to the test. */
export function anEvent(changes: Partial<Event> = {}): Event {
  return {
    space: 'acme',
    id: 'evt_1',
    type: 'hit.detected',
    time: '2026-01-02T03:04:05.678Z',
    title: 'A hit',
    message: 'Something was hit',
    data: { severity: 3, tags: ['a', 'b'], nested: { deep: null } },
    ...changes,
  };
}
