import type { Logger } from '@aws-lambda-powertools/logger';
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { FanOutReport } from '../application/fan-out-events.ts';

/** Enough to begin a search with; a thousand filters of one event must not fill the log. */
const maxNamedTargets = 10;

/** One log line and one metric for each fact of a fan-out; never an event's content. */
export function fanOutReport({ logger, metrics }: Readonly<{ logger: Logger; metrics: Metrics }>): FanOutReport {
  return {
    rejected({ reason }) {
      logger.warn('Event rejected', { reason });
      metrics.addMetric('EventsRejected', MetricUnit.Count, 1);
    },
    duplicate({ space, id, type }) {
      logger.info('Event is a duplicate', { space, eventId: id, eventType: type });
      metrics.addMetric('EventsDuplicate', MetricUnit.Count, 1);
    },
    fannedOut({ event: { space, id, type }, deliveries }) {
      logger.info('Event fanned out', { space, eventId: id, eventType: type, deliveries });
      metrics.addMetric('EventsFannedOut', MetricUnit.Count, 1);
      metrics.addMetric('DeliveriesQueued', MetricUnit.Count, deliveries);
    },
    filtersUndecided({ event: { space, id, type }, targets }) {
      const first = targets.slice(0, maxNamedTargets);
      const fields = { space, eventId: id, eventType: type, filters: targets.length, first };
      logger.warn('Filters undecided; the event is sent', fields);
      metrics.addMetric('FiltersUndecided', MetricUnit.Count, targets.length);
    },
    fault({ messageIds, error }) {
      logger.error('Fan-out failed; the messages come again', { messageIds, error });
    },
  };
}
