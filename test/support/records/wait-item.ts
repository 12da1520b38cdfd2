import type { WaitItem } from '../../../functions/shared/deliveries/domain/wait-item.ts';

/** A retry that is scheduled; say only what matters to the test. */
export function aWaitItem(changes: Partial<WaitItem> = {}): WaitItem {
  return {
    webhookId: 'wh_1',
    deliveryId: '01KDX7R9K00000000000000000',
    version: 1,
    partition: 0,
    queue: 'scheduled',
    dueAt: '2026-01-01T00:01:00.000Z',
    recordedDueAt: '2026-01-01T00:01:00.000Z',
    writtenAt: '2026-01-01T00:00:00.000Z',
    ...changes,
  };
}
