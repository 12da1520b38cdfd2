import type { Road } from '../../domain/road.ts';
import type { WaitItem } from '../../domain/wait-item.ts';

/** A delivery that its lane has released: to be attempted if its record confirms the lease, and not long before its end. */
export type RetryMessage = Readonly<{
  space: string;
  lease: WaitItem;
  /** Goes out though the circuit is open: a probe, a retry by its schedule, or one asked for by hand. */
  bypassCircuit: boolean;
  /** Of a slow webhook: it goes by a queue apart. */
  road?: Road | undefined;
}>;

/** The way from a lane to its attempts, apart from the first attempts' queue, so that retries never delay those. */
export interface RetryQueue {
  /** Sends each after its delay; answers the delivery ids not accepted. */
  send(messages: readonly Readonly<{ message: RetryMessage; delaySeconds: number }>[]): Promise<ReadonlySet<string>>;
}
