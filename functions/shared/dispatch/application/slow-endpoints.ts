import type { AttemptOutcome } from '../../deliveries/application/attempt-delivery.ts';
import { readableLane } from '../../lanes/application/found-lanes.ts';
import type { LaneRegistry } from '../../lanes/application/lane-registry.ts';
import type { Lane } from '../../lanes/domain/lane.ts';
import { isSlow, slowAfterMs } from '../../lanes/domain/slowness.ts';
import type { Clock, Pause } from '../../platform/application/ports.ts';
import type { Webhook } from '../../webhooks/domain/webhook.ts';
import type { Candidate } from './prepare-attempt.ts';

export type SlowEndpointPorts = Readonly<{ clock: Clock; pause: Pause; laneRegistry: LaneRegistry }>;

/** Divides candidates into those whose webhook was slow lately, for the slow queue, and those to be attempted here. */
export async function separateSlow<One extends Candidate>(
  { clock, laneRegistry }: SlowEndpointPorts,
  candidates: readonly One[],
): Promise<Readonly<{ slow: readonly One[]; others: readonly One[] }>> {
  const lanes = await laneRegistry.find(candidates.map(({ delivery }) => delivery.webhookId));
  const now = clock.now().getTime();
  const slow = candidates.filter(({ delivery, bypassCircuit, fromSlowQueue }) => {
    const lane = readableLane(lanes.get(delivery.webhookId));
    return !fromSlowQueue && lane && isSlow(lane.slowness, now) && !isParkedAtOnce(lane, bypassCircuit);
  });
  return { slow, others: candidates.filter((one) => !slow.includes(one)) };
}

/** A delivery that an open circuit parks takes no time here. */
function isParkedAtOnce({ circuit }: Lane, bypassCircuit: boolean): boolean {
  return circuit.state === 'open' && !bypassCircuit;
}

/** Records which endpoints are slow. */
export interface SlowAttemptMonitor {
  /** Makes the attempt, and records after two seconds that it is slow, while it still waits for the response. */
  measure(webhook: Webhook, attempt: () => Promise<AttemptOutcome>): Promise<AttemptOutcome>;
  /** Resolves when all records are written. */
  flush(): Promise<void>;
}

/** The monitor of one batch. */
export function slowAttemptMonitor({ pause, laneRegistry }: SlowEndpointPorts): SlowAttemptMonitor {
  const notes: Promise<void>[] = [];
  return {
    async measure({ id: webhookId, space }, attempt) {
      const note = (tookMs: number) => void notes.push(laneRegistry.recordSlowAttempt({ webhookId, space, tookMs }));
      let isOver = false;
      void pause(slowAfterMs).then(() => {
        if (!isOver) note(slowAfterMs);
      });
      try {
        const outcome = await attempt();
        if (outcome.attempt.durationMs >= slowAfterMs) note(outcome.attempt.durationMs);
        return outcome;
      } finally {
        isOver = true;
      }
    },
    async flush() {
      await Promise.all(notes);
    },
  };
}
