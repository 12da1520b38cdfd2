/**
 * AWS quotas that bind, a second where nothing else is said; checked 2026-11. `raisable` ones are asked for in Service
 * Quotas; docs/scale.md is computed from them.
 */
export const quotas = {
  /** PutEvents of large regions by default (EventBridge quotas); raisable. */
  putEvents: 10_000,
  /** Invocations of targets by default in large regions (EventBridge quotas); raisable. */
  ruleInvocations: 18_750,
  /** Messages in flight of a standard queue (SQS quotas). */
  sqsInFlight: 120_000,
  /** Concurrent executions of a region by default (Lambda quotas); raisable to tens of thousands. */
  lambdaConcurrency: 1_000,
  /** Concurrent invocations that one SQS event source reaches (Lambda developer guide). */
  sqsSourceConcurrency: 1_250,
  /** Write units of a table by default (DynamoDB quotas); raisable. */
  tableWriteUnits: 40_000,
  /** Write units of one partition (DynamoDB developer guide). */
  partitionWriteUnits: 1_000,
  /** Read units of one partition (DynamoDB developer guide). */
  partitionReadUnits: 3_000,
  /** Write units a second that an on-demand table takes which was never warm (DynamoDB developer guide, on-demand). */
  coldTableWriteUnits: 4_000,
  /** StartExecution, after a burst of 1,300 (Step Functions quotas, large regions). */
  startExecutions: 300,
  /** State transitions (Step Functions quotas, large regions). */
  stateTransitions: 5_000,
  /** Open executions of an account (Step Functions quotas); raisable. */
  openExecutions: 1_000_000,
} as const;
