import type { Metrics } from '@aws-lambda-powertools/metrics';
import type { MiddlewareObj } from '@middy/core';

/** Publishes what an invocation counted, also when it failed; one that counted nothing writes nothing (Powertools would warn). */
export function publishMetrics(metrics: Metrics): MiddlewareObj {
  const publish = () => {
    if (!metrics.hasStoredMetrics()) return;
    for (const [name, value] of Object.entries(passingLevel())) metrics.addMetadata(name, value);
    metrics.publishStoredMetrics();
  };
  return { after: publish, onError: publish };
}

/**
 * Lambda drops lines below the function's level, which this variable names, and takes a line without a level and a time of
 * its own for INFO (Lambda developer guide, "Log-level filtering"). Above INFO alarms would go with them, so that a line
 * with metrics then has the very level that passes.
 */
function passingLevel(): Readonly<Record<string, string>> {
  const { AWS_LAMBDA_LOG_LEVEL: level } = process.env;
  if (level === undefined || !['WARN', 'ERROR', 'FATAL'].includes(level)) return {};
  return { level, timestamp: new Date().toISOString() };
}
