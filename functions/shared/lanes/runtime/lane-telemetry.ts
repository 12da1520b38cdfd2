import type { Logger } from '@aws-lambda-powertools/logger';
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { HealthChangeReport } from '../application/follow-health.ts';
import type { HealthSummaryReport } from '../application/read-health.ts';
import type { ReconcilePorts } from '../application/reconcile-lanes.ts';
import type { ReleasePorts } from '../application/release-batch.ts';
import type { HealthChange } from '../domain/health.ts';

/** One log line and one metric for each fact of a lane. */
export function laneTelemetry({
  logger,
  metrics,
}: Readonly<{ logger: Logger; metrics: Metrics }>): ReconcilePorts['report'] &
  ReleasePorts['report'] &
  HealthChangeReport &
  HealthSummaryReport {
  return {
    executionNotStarted({ webhookId, generation, error }) {
      logger.warn('Lane not started; reconciliation will retry', { webhookId, generation, error });
      metrics.addMetric('LanesNotStarted', MetricUnit.Count, 1);
    },
    circuitOpened({ webhookId }) {
      logger.warn('Circuit opened', { webhookId });
      metrics.addMetric('CircuitsOpened', MetricUnit.Count, 1);
    },
    circuitClosed({ webhookId }) {
      logger.info('Circuit closed', { webhookId });
      metrics.addMetric('CircuitsClosed', MetricUnit.Count, 1);
    },
    endpointSlow({ webhookId, tookMs }) {
      logger.info('Endpoint is slow; its deliveries use the slow queues', { webhookId, tookMs });
      metrics.addMetric('EndpointsSlow', MetricUnit.Count, 1);
    },
    slownessNotRecorded({ webhookId, error }) {
      logger.warn('Slowness of endpoint not recorded', { webhookId, error });
    },
    laneUnreadable({ webhookId, error }) {
      logger.error('Lane cannot be read', { webhookId, error });
    },
    retentionNotExtended({ error }) {
      logger.warn('Retention of events not extended; it will be retried', { error });
    },
    healthPublished({ webhookId, change: { kind } }) {
      logger.warn('Webhook health published', { webhookId, kind });
      countHealthChange(metrics, kind);
    },
    healthNotPublished({ webhookId, error }) {
      logger.error('Webhook health not published; its lane will retry', { webhookId, error });
    },
    restarted({ webhookId, generation }) {
      logger.warn('Lane restarted', { webhookId, generation });
      metrics.addMetric('LanesRestarted', MetricUnit.Count, 1);
    },
  };
}

function countHealthChange(metrics: Metrics, kind: HealthChange['kind']): void {
  switch (kind) {
    case 'webhook.failing':
      metrics.addMetric('WebhooksFailing', MetricUnit.Count, 1);
      break;
    case 'webhook.disabled':
      metrics.addMetric('WebhooksDisabled', MetricUnit.Count, 1);
      break;
    case 'webhook.recovered':
      metrics.addMetric('WebhooksRecovered', MetricUnit.Count, 1);
      break;
  }
}
