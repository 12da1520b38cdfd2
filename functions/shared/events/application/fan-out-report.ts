import type { FaultReport } from '../../platform/application/returned-messages.ts';
import type { Event } from '../domain/event.ts';

type FanOutFact = Readonly<{ event: Event; deliveries: number }>;

/** Reports fan-outs to operators. */
export interface FanOutReport extends FaultReport {
  rejected(fact: Readonly<{ reason: string }>): void;
  duplicate(event: Event): void;
  /** For all events whose deliveries are sent together. */
  fannedOut(facts: readonly FanOutFact[]): void;
  /** The filters of these targets could not be evaluated in bounded time, so the event is sent to them. */
  filtersUndecided(fact: Readonly<{ event: Event; targets: readonly string[] }>): void;
}
