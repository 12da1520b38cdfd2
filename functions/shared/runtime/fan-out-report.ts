import type { Logger } from '@aws-lambda-powertools/logger';
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { FanOutReport } from '../application/fan-out-events.ts';

/**
 * One log line for each fact of a fan-out; never an event's content. Events that went as they should are counted in the one
 * line that holds the batch's metrics.
 */
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
    fannedOut(facts) {
      const deliveries = facts.reduce((sum, fact) => sum + fact.deliveries, 0);
      metrics.addMetric('EventsFannedOut', MetricUnit.Count, facts.length);
      metrics.addMetric('DeliveriesQueued', MetricUnit.Count, deliveries);
    },
    filterUndecided({ event: { space, id, type }, target }) {
      logger.warn('Filter undecided; the event is sent', { space, eventId: id, eventType: type, target });
      metrics.addMetric('FiltersUndecided', MetricUnit.Count, 1);
    },
    fault({ messageIds, error }) {
      logger.error('Fan-out failed; the messages come again', { messageIds, error });
    },
  };
}
