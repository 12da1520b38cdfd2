import type { Delivery } from '../../../functions/shared/deliveries/domain/delivery.ts';

/** A delivery that succeeded at once; say only what matters to the test. */
export function aDelivery(changes: Partial<Delivery> = {}): Delivery {
  return {
    id: '01KDX7R9K00000000000000000',
    space: 'acme',
    webhookId: 'wh_1',
    eventId: 'evt_1',
    envelopeId: 'envelope-1',
    eventType: 'hit.detected',
    status: 'succeeded',
    version: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.250Z',
    attempts: [
      {
        number: 1,
        startedAt: '2026-01-01T00:00:00.000Z',
        durationMs: 250,
        status: 200,
        reason: 'The endpoint accepted the request: HTTP 200.',
        responseExcerpt: 'ok',
      },
    ],
    ...changes,
  };
}
