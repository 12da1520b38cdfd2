import type { Logger } from '@aws-lambda-powertools/logger';
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { EscalationReport } from '../application/escalate-failures.ts';
import type { FailureNotice } from '../domain/escalation.ts';

/** One log line and one metric for each fact of an escalation; never an address or a URL. */
export function escalationTelemetry({
  logger,
  metrics,
}: Readonly<{ logger: Logger; metrics: Metrics }>): EscalationReport {
  return {
    mailed({ notice, count }) {
      logger.info('Owner mailed', { ...ids(notice), count });
      metrics.addMetric('OwnersMailed', MetricUnit.Count, 1);
    },
    refused({ notice }) {
      logger.warn('Mail refused; it will be retried', ids(notice));
      metrics.addMetric('MailsRefused', MetricUnit.Count, 1);
    },
    unaddressed({ notice }) {
      logger.warn('Mail dropped; the space does not exist', ids(notice));
      metrics.addMetric('EscalationsUnaddressed', MetricUnit.Count, 1);
    },
    fault({ messageIds, error }) {
      logger.error('Escalation failed; the messages will be retried', { messageIds, error });
    },
  };
}

function ids({ kind, space, deliveryId, webhook, target }: FailureNotice) {
  return { kind, space, deliveryId, webhookId: webhook?.id, target: target.id };
}
