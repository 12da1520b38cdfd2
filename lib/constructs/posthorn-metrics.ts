import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { StageSettings } from '../stage-settings.ts';
import { ownMetric } from './service-function.ts';

const attempters = ['dispatch-delivery', 'retry-delivery'] as const;

/** The metrics of a platform's webhooks, and the functions that emit each. */
export const metricEmitters = {
  EventsFannedOut: ['fan-out-event'],
  EventsDuplicate: ['fan-out-event'],
  EventsRejected: ['fan-out-event'],
  DeliveriesQueued: ['fan-out-event'],
  DeliveriesParked: attempters,
  DeliveriesDiscarded: attempters,
  AttemptsSucceeded: attempters,
  AttemptsFailed: attempters,
  // Percentiles of two functions cannot be combined: this one is of first attempts.
  AttemptDuration: ['dispatch-delivery'],
  CircuitsOpened: attempters,
  OwnersMailed: ['escalate-failure'],
  MailsRefused: ['escalate-failure'],
} as const;

export type PosthornMetric = keyof typeof metricEmitters;

/** The metric of all functions that emit it: a sum over five minutes, unless the options say otherwise. */
export function posthornMetric(
  settings: Pick<StageSettings, 'stage'>,
  { name, period = Duration.minutes(5), ...options }: MetricOptions & Readonly<{ name: PosthornMetric }>,
): IMetric {
  const [first, second] = metricEmitters[name];
  const from = (service: string) => ownMetric(settings, { ...options, service, metricName: name, period });
  if (second === undefined) return from(first);
  return new MathExpression({
    // A function with nothing to count has emitted nothing.
    expression: 'FILL(first, 0) + FILL(retries, 0)',
    usingMetrics: { first: from(first), retries: from(second) },
    label: options.label ?? name,
    period,
  });
}
