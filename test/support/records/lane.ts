import type { Lane } from '../../../functions/shared/lanes/domain/lane.ts';

/** An open lane whose first execution sleeps; say only what matters to the test. */
export function aLane(changes: Partial<Lane> = {}): Lane {
  return {
    webhookId: 'wh_1',
    space: 'acme',
    status: 'open',
    generation: 1,
    wake: { kind: 'sleeping', at: Date.UTC(2100, 0, 1) },
    circuit: { state: 'closed', failures: 0 },
    concurrency: 100,
    rateBacklog: false,
    replays: [],
    partitions: 1,
    version: 1,
    ...changes,
  };
}
