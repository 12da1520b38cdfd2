import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';
import { Metrics } from '@aws-lambda-powertools/metrics';

export type Observers = Readonly<{ logger: Logger; metrics: Metrics }>;

/**
 * A line holds nothing that is the same on every line. The service is the log group's, nothing is sampled, and no trace
 * is recorded: such fields would be a third of the logs of a million deliveries.
 */
class LeanLines extends LogFormatter {
  override formatAttributes(
    { logLevel, message, timestamp }: UnformattedAttributes,
    additional: LogAttributes,
  ): LogItem {
    const attributes = { level: logLevel, message, timestamp: this.formatTimestamp(timestamp) };
    return new LogItem({ attributes }).addAttributes(additional);
  }
}

/** The logger and metrics of a function that processes batches; made once per cold start. */
export function workerObservers(): Observers {
  return { logger: new Logger({ logFormatter: new LeanLines() }), metrics: new Metrics() };
}
