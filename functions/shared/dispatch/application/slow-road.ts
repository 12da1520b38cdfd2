import type { AttemptOutcome } from '../../deliveries/application/attempt-delivery.ts';
import type { LaneRegistry } from '../../lanes/application/lane-registry.ts';
import type { Lane } from '../../lanes/domain/lane.ts';
import { isSlow, slowAfterMs } from '../../lanes/domain/slowness.ts';
import type { Clock, Pause } from '../../platform/application/ports.ts';
import type { Webhook } from '../../webhooks/domain/webhook.ts';
import type { Candidate } from './prepare-attempt.ts';

export type SlowRoadPorts = Readonly<{ clock: Clock; pause: Pause; laneRegistry: LaneRegistry }>;

/** Divides candidates into those for the slow road, for their webhook has been slow lately, and those to be attempted here. */
export async function divideBySpeed<One extends Candidate>(
  { clock, laneRegistry }: SlowRoadPorts,
  candidates: readonly One[],
): Promise<Readonly<{ slow: readonly One[]; others: readonly One[] }>> {
  const lanes = await laneRegistry.find(candidates.map(({ delivery }) => delivery.webhookId));
  const now = clock.now().getTime();
  const slow = candidates.filter(({ delivery, bypassCircuit, road }) => {
    const lane = lanes.get(delivery.webhookId);
    return road !== 'slow' && lane && isSlow(lane.slowness, now) && !isParkedAtOnce(lane, bypassCircuit);
  });
  return { slow, others: candidates.filter((one) => !slow.includes(one)) };
}

/** What an open circuit keeps back takes no time here. */
function isParkedAtOnce({ circuit }: Lane, bypassCircuit: boolean): boolean {
  return circuit.state === 'open' && !bypassCircuit;
}

/** Notes which endpoints are slow. */
export interface SlownessWatch {
  /** Makes the attempt, and notes that it is slow while it still waits: one that hangs would tell half a minute later. */
  during(webhook: Webhook, attempt: () => Promise<AttemptOutcome>): Promise<AttemptOutcome>;
  /** Resolves when all is written that was noted so far. */
  noted(): Promise<void>;
}

/** The watch of one batch. */
export function slownessWatch({ pause, laneRegistry }: SlowRoadPorts): SlownessWatch {
  const notes: Promise<void>[] = [];
  return {
    async during({ id: webhookId, space }, attempt) {
      const note = (tookMs: number) => void notes.push(laneRegistry.noteSlowAttempt({ webhookId, space, tookMs }));
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
    async noted() {
      await Promise.all(notes);
    },
  };
}
