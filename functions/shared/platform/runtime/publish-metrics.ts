import type { Metrics } from '@aws-lambda-powertools/metrics';
import type { MiddlewareObj } from '@middy/core';

/** Publishes an invocation's metrics, also after a failure; writes nothing if it has none (Powertools would warn). */
export function publishMetrics(metrics: Metrics): MiddlewareObj {
  const publish = () => {
    if (!metrics.hasStoredMetrics()) return;
    for (const [name, value] of Object.entries(passingLevel())) metrics.addMetadata(name, value);
    metrics.publishStoredMetrics();
  };
  return { after: publish, onError: publish };
}

/**
 * Lambda drops lines below the function's level, which this variable names, and treats a line without a level and a
 * timestamp of its own as INFO (Lambda developer guide, "Log-level filtering"). Above INFO the metrics of alarms would
 * be dropped too, so a line with metrics then has the level that passes.
 */
function passingLevel(): Readonly<Record<string, string>> {
  const { AWS_LAMBDA_LOG_LEVEL: level } = process.env;
  if (level === undefined || !['WARN', 'ERROR', 'FATAL'].includes(level)) return {};
  return { level, timestamp: new Date().toISOString() };
}
