import type { Logger } from '@aws-lambda-powertools/logger';
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { HealthObserver } from '../application/follow-health.ts';
import type { ReconcilePorts } from '../application/reconcile-lanes.ts';
import type { ReleasePorts } from '../application/release-round.ts';

/** One log line and one metric for each fact of a lane. */
export function laneReport({
  logger,
  metrics,
}: Readonly<{ logger: Logger; metrics: Metrics }>): ReconcilePorts['report'] & ReleasePorts['report'] & HealthObserver {
  return {
    notStarted({ webhookId, generation, error }) {
      logger.warn('Lane not started; reconciliation will', { webhookId, generation, error });
      metrics.addMetric('LanesNotStarted', MetricUnit.Count, 1);
    },
    circuitOpened({ webhookId }) {
      logger.warn('Circuit opened: the endpoint keeps failing', { webhookId });
      metrics.addMetric('CircuitsOpened', MetricUnit.Count, 1);
    },
    circuitClosed({ webhookId }) {
      logger.info('Circuit closed: the endpoint answers', { webhookId });
      metrics.addMetric('CircuitsClosed', MetricUnit.Count, 1);
    },
    slow({ webhookId, tookMs }) {
      logger.info('Endpoint is slow: its deliveries take the slow road', { webhookId, tookMs });
      metrics.addMetric('EndpointsSlow', MetricUnit.Count, 1);
    },
    slownessUnnoted({ webhookId, error }) {
      logger.warn('It could not be noted that an endpoint is slow', { webhookId, error });
    },
    unkept({ error }) {
      logger.warn('Events of deliveries that wait could not be kept for longer; it is tried again', { error });
    },
    told({ webhookId, news: { kind } }) {
      logger.warn('Health of a webhook told', { webhookId, kind });
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
    },
    untold({ webhookId, error }) {
      logger.error('Health of a webhook could not be told; its lane tries again', { webhookId, error });
    },
    restarted({ webhookId, generation }) {
      logger.warn('Lane restarted: its execution was late or had failed', { webhookId, generation });
      metrics.addMetric('LanesRestarted', MetricUnit.Count, 1);
    },
  };
}
