import type { Logger } from '@aws-lambda-powertools/logger';
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { DeliveryIds, DispatchReport } from '../application/dispatch-report.ts';

/**
 * The log lines and metrics of a dispatch; ids, times and statuses, never a payload or a secret. Successes are in the
 * records: they are counted in the one line that holds the batch's metrics, and have no line of their own.
 */
export function dispatchTelemetry({ logger, metrics }: Readonly<{ logger: Logger; metrics: Metrics }>): DispatchReport {
  return {
    attempted(facts) {
      const failed = facts.filter(({ verdict }) => verdict.outcome === 'failed');
      const succeeded = facts.length - failed.length;
      for (const { delivery, attempt } of failed) {
        const { number, status, failure, durationMs } = attempt;
        logger.info('Attempt failed', { ...ids(delivery), number, status, failure, durationMs });
      }
      if (succeeded > 0) metrics.addMetric('AttemptsSucceeded', MetricUnit.Count, succeeded);
      if (failed.length > 0) metrics.addMetric('AttemptsFailed', MetricUnit.Count, failed.length);
      for (const { attempt } of facts)
        metrics.addMetric('AttemptDuration', MetricUnit.Milliseconds, attempt.durationMs);
    },
    parked({ delivery, reason }) {
      logger.info('Delivery parked', { ...ids(delivery), reason });
      metrics.addMetric('DeliveriesParked', MetricUnit.Count, 1);
    },
    discarded({ delivery, reason }) {
      logger.info('Delivery discarded', { ...ids(delivery), reason });
      metrics.addMetric('DeliveriesDiscarded', MetricUnit.Count, 1);
    },
    duplicate({ delivery: { webhookId, ruleId, deliveryId } }) {
      logger.info('Duplicate or late message ignored', { webhookId, ruleId, deliveryId });
      metrics.addMetric('DeliveriesDuplicate', MetricUnit.Count, 1);
    },
    nextStepDelayed({ delivery, error }) {
      logger.warn('Next step not enqueued; it is released when its lease ends', { ...ids(delivery), error });
    },
    retentionNotExtended({ error }) {
      logger.warn('Retention of events not extended; it will be retried', { error });
    },
    fault({ messageIds, error }) {
      logger.error('Dispatch failed; the messages will be retried', { messageIds, error });
    },
  };
}

function ids({ space, webhookId, ruleId, deliveryId, eventId, eventType }: DeliveryIds) {
  return { space, webhookId, ruleId, deliveryId, eventId, eventType };
}
