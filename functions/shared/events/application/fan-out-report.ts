import type { FaultReport } from '../../platform/application/returned-messages.ts';
import type { Event } from '../domain/event.ts';

/** A page of an event's deliveries. */
type FanOutFact = Readonly<{ event: Event; deliveries: number; isLastPage: boolean }>;

/** Reports fan-outs to operators. */
export interface FanOutReport extends FaultReport {
  rejected(fact: Readonly<{ reason: string }>): void;
  duplicate(event: Event): void;
  /** Called once for the pages of deliveries that are sent together. */
  fannedOut(facts: readonly FanOutFact[]): void;
  /** The filters of these targets could not be evaluated in bounded time, so the event is sent to them. */
  filtersUndecided(fact: Readonly<{ event: Event; targets: readonly string[] }>): void;
}
