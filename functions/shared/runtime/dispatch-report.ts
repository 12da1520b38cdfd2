import type { Logger } from '@aws-lambda-powertools/logger';
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { DeliveryIds, DispatchReport } from '../application/attempt-batch.ts';

/** One log line and its metrics for each fact of a dispatch; ids, times and statuses, never a payload or a secret. */
export function dispatchReport({ logger, metrics }: Readonly<{ logger: Logger; metrics: Metrics }>): DispatchReport {
  return {
    attempted(facts) {
      inOneWrite(() => {
        for (const { delivery, attempt, verdict } of facts) {
          const { number, status, durationMs, failure } = attempt;
          const { outcome } = verdict;
          logger.info('Delivery attempted', { ...ids(delivery), number, outcome, status, failure, durationMs });
          metrics.addMetric(outcome === 'succeeded' ? 'AttemptsSucceeded' : 'AttemptsFailed', MetricUnit.Count, 1);
          metrics.addMetric('AttemptDuration', MetricUnit.Milliseconds, durationMs);
        }
      });
    },
    parked({ delivery, why }) {
      logger.info('Delivery parked', { ...ids(delivery), why });
      metrics.addMetric('DeliveriesParked', MetricUnit.Count, 1);
    },
    discarded({ delivery, reason }) {
      logger.info('Delivery discarded', { ...ids(delivery), reason });
      metrics.addMetric('DeliveriesDiscarded', MetricUnit.Count, 1);
    },
    duplicate({ delivery: { webhookId, ruleId, deliveryId } }) {
      logger.info('Delivery has moved on', { webhookId, ruleId, deliveryId });
      metrics.addMetric('DeliveriesDuplicate', MetricUnit.Count, 1);
    },
    delayed({ delivery, error }) {
      logger.warn("A rule's next step waits for its lease to end", { ...ids(delivery), error });
    },
    fault({ messageIds, error }) {
      logger.error('Dispatch failed; the messages come again', { messageIds, error });
    },
  };
}

/** Written one by one, the lines would take a seventh of a delivery's processor time (`npm run bench -- dispatch`). */
function inOneWrite(log: () => void): void {
  process.stdout.cork();
  try {
    log();
  } finally {
    process.stdout.uncork();
  }
}

function ids({ space, webhookId, ruleId, deliveryId, eventId, eventType }: DeliveryIds) {
  return { space, webhookId, ruleId, deliveryId, eventId, eventType };
}
