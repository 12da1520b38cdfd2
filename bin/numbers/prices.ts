/**
 * AWS list prices in US dollars, us-east-1, without free tiers; checked 2026-11 on the services' pricing pages.
 * The bench prices what it counts with them, and docs/scale.md is computed from them.
 */
export const prices = {
  /** Custom events, each 64 KB. */
  eventBridgeEvent: 1 / 1e6,
  /** Standard queues, each request of 64 KB. */
  sqsRequest: 0.4 / 1e6,
  /** On top, for requests with message groups (fair queues). */
  sqsFairRequest: 0.1 / 1e6,
  lambdaRequest: 0.2 / 1e6,
  /** arm64, first tier. */
  lambdaGbSecond: 0.0000133334,
  dynamoWriteUnit: 0.625 / 1e6,
  dynamoReadUnit: 0.125 / 1e6,
  dynamoGbMonth: 0.25,
  /** Standard workflows. */
  stepFunctionsTransition: 25 / 1e6,
  httpApiRequest: 1 / 1e6,
  sesMail: 0.1 / 1000,
  secretMonth: 0.4,
  secretsManagerCall: 0.05 / 10_000,
  logsGb: 0.5,
  egressGb: 0.09,
  alarmMonth: 0.1,
  dashboardMonth: 3,
  natGatewayHour: 0.045,
  natGb: 0.045,
} as const;

export const gigabyte = 1e9;
