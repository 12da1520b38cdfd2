import type { Road } from '../../domain/road.ts';
import type { WaitItem } from '../../domain/wait-item.ts';

/** A delivery that its lane has released: attempted if its record confirms the lease and enough of it is left. */
export type RetryMessage = Readonly<{
  space: string;
  lease: WaitItem;
  /** Sent though the circuit is open: a probe, a retry by its schedule, or a manual one. */
  bypassCircuit: boolean;
  /** For a slow webhook: it has a queue of its own. */
  road?: Road | undefined;
}>;

/** The queue from lanes to attempts, separate from the first attempts' queue, so that retries never delay those. */
export interface RetryQueue {
  /** Sends each after its delay; returns the delivery ids that were not accepted. */
  send(messages: readonly Readonly<{ message: RetryMessage; delaySeconds: number }>[]): Promise<ReadonlySet<string>>;
}
