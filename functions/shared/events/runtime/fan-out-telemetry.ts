import type { Logger } from '@aws-lambda-powertools/logger';
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { FanOutReport } from '../application/fan-out-report.ts';

/** Enough to begin an investigation; a thousand filters of one event must not fill the log. */
const maxNamedTargets = 10;

/**
 * One log line for each fact of a fan-out; never an event's content. Successful events are counted in the one line that
 * holds the batch's metrics.
 */
export function fanOutTelemetry({ logger, metrics }: Readonly<{ logger: Logger; metrics: Metrics }>): FanOutReport {
  return {
    rejected({ reason }) {
      logger.warn('Event rejected', { reason });
      metrics.addMetric('EventsRejected', MetricUnit.Count, 1);
    },
    duplicate({ space, id, type }) {
      logger.info('Event is a duplicate', { space, eventId: id, eventType: type });
      metrics.addMetric('EventsDuplicate', MetricUnit.Count, 1);
    },
    fannedOut(facts) {
      const deliveries = facts.reduce((sum, fact) => sum + fact.deliveries, 0);
      const events = facts.filter(({ isLastPage }) => isLastPage).length;
      metrics.addMetric('EventsFannedOut', MetricUnit.Count, events);
      metrics.addMetric('DeliveriesQueued', MetricUnit.Count, deliveries);
    },
    filtersUndecided({ event: { space, id, type }, targets }) {
      const first = targets.slice(0, maxNamedTargets);
      const fields = { space, eventId: id, eventType: type, filters: targets.length, first };
      logger.warn('Filters undecided; the event counts as a match', fields);
      metrics.addMetric('FiltersUndecided', MetricUnit.Count, targets.length);
    },
    fault({ messageIds, error }) {
      logger.error('Fan-out failed; the messages will be retried', { messageIds, error });
    },
  };
}
