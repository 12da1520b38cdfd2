import type { Logger } from '@aws-lambda-powertools/logger';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import * as z from 'zod';
import { keepDeadline } from './deadline.ts';
import { logRequest } from './log-request.ts';
import { publishMetrics } from './publish-metrics.ts';

/**
 * Lambda's event for a table's stream. It names the shard only for functions with windows, whose state it would keep
 * (Lambda developer guide, "Stateful processing").
 */
const streamEvent = z.object({ shardId: z.string(), Records: z.array(z.unknown()) });

export type StreamWorker = Readonly<{
  logger: Logger;
  metrics: Metrics;
  /** Processes the changes of one shard, in their order; all of them are delivered again if it throws. */
  work(changes: Readonly<{ shard: string; records: readonly unknown[] }>): Promise<void>;
}>;

/** The middy stack of a function that reads the table's stream. */
export function streamWorker({ logger, metrics, work }: StreamWorker) {
  return middy()
    .use(keepDeadline)
    .use(logRequest(logger))
    .use(publishMetrics(metrics))
    .handler(async (event: unknown) => {
      const { shardId: shard, Records: records } = streamEvent.parse(event);
      if (records.length > 0) await work({ shard, records });
      // Without a state the invocation would count as failed.
      return { state: {} };
    });
}
