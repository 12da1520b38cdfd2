import { prices } from './prices.ts';
import { quotas } from './quotas.ts';

/**
 * Endpoints as they are, in seconds: most respond within a lognormal time, and one in a hundred is slow. The slow ones take
 * their own queue (functions/shared/lanes/domain/slowness.ts).
 */
const endpoints = { median: 0.15, sigma: 0.8, slowPart: 0.01, slowSeconds: 14 } as const;

/** What the slowest of so many endpoints takes on average: the area above its distribution. */
function slowestOf(count: number): number {
  const step = 0.001;
  let sum = 0;
  for (let seconds = step / 2; seconds < 20; seconds += step) {
    const isFaster = normal(Math.log(seconds / endpoints.median) / endpoints.sigma);
    sum += (1 - isFaster ** count) * step;
  }
  return sum;
}

/** The normal distribution function (Abramowitz and Stegun, 26.2.17: within 7.5e-8). */
function normal(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const upper = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * series;
  return x >= 0 ? 1 - upper : upper;
}

/** What a delivery takes, as `npm run bench` counts it without failures; events of 2 KB. */
const use = {
  /** Messages that one invocation takes. */
  batch: 10,
  /** Time of a batch: the slowest of ten endpoints, and the calls of AWS around it. */
  dispatchSeconds: slowestOf(10) + 0.05,
  fanOutSeconds: 0.05,
  writeUnitsPerEvent: 1,
  writeUnitsPerDelivery: 1,
  /** `maxConcurrency` of the queues' functions (lib/constructs). */
  dispatchConcurrency: 200,
  fanOutConcurrency: 50,
  slowBatch: 5,
  slowConcurrency: 100,
  /** A message of a fault of ours comes again after this: the queue's visibility (lib/constructs/work-queue.ts). */
  comesAgainSeconds: 360,
  /** Transitions of a wake, and how often a lane that drains at a rate, or at its highest concurrency limit, is woken. */
  transitionsOfWake: 3,
  ratedWakeSeconds: 10,
  drainWakeSeconds: 41,
} as const;

/** The bench's cost of a million deliveries in dollars (table 2), by fan-out. */
const dollarsPerMillion = { 1: 3.44, 5: 1.7, 100: 1.27 } as const;

const rates = [1, 10, 100, 1_000, 10_000, 100_000];
const fanOut = 5;
const secondsPerMonth = 30 * 24 * 60 * 60;

/** docs/scale.md: from one delivery a second to a hundred thousand. */
export function scalePage(): string {
  return `# Scale

Computed by \`node bin/scale.ts\` from [prices](../bin/numbers/prices.ts), [quotas](../bin/numbers/quotas.ts) and the counts of \`npm run bench\`;
a test fails if this page is out of date. Nothing here was measured at such rates: the figures are calculated from AWS's published limits.

## From 1 to ${number(100_000)} deliveries a second

Fan-out ${fanOut}, events of 2 KB, no failures. The response time of endpoints is lognormal with a median of ${endpoints.median * 1000} ms (σ ${endpoints.sigma}), so that the slowest of
a batch of ${use.batch} takes ${number(slowestOf(use.batch) * 1000)} ms on average. One delivery in ${1 / endpoints.slowPart} goes to an endpoint that takes ${endpoints.slowSeconds} s, through the slow queue. The columns
*Dispatch*, *Slow dispatch* and *Fan-out* are concurrent invocations.

| Deliveries/s | Events/s | Dispatch | Slow dispatch | Fan-out | Table writes/s | $ a month | First limit reached |
|---:|---:|---:|---:|---:|---:|---:|---|
${rates.map(row).join('\n')}

The cost is the list price without free tiers, plus fixed costs of about $${fixedMonth().toFixed(0)} a month (secrets, alarms, dashboard).

## Limits and what to do

| Limit | Reached at about | What to do |
|---|---:|---|
| Fan-out concurrency of ${use.fanOutConcurrency} (set by Posthorn) | ${number((use.fanOutConcurrency * use.batch) / use.fanOutSeconds)} events/s | raise \`maxConcurrency\` in \`lib/constructs/event-intake.ts\` |
| Dispatch concurrency of ${use.dispatchConcurrency} (set by Posthorn) | ${number(dispatchRate(use.dispatchConcurrency))} deliveries/s | raise \`maxConcurrency\` in \`lib/constructs/delivery.ts\` |
| Lambda concurrency of ${number(quotas.lambdaConcurrency)} | ${number(dispatchRate(quotas.lambdaConcurrency))} deliveries/s | request an increase in Service Quotas |
| Concurrency of ${number(quotas.sqsSourceConcurrency)} for one SQS event source | ${number(dispatchRate(quotas.sqsSourceConcurrency))} deliveries/s | shard: add delivery queues with a function each, and choose the queue by webhook id |
| Slow dispatch concurrency of ${use.slowConcurrency} (set by Posthorn) | ${number(slowQueueRate())} slow deliveries/s, so ${number(slowQueueRate() / endpoints.slowPart)} in all |  raise it in \`lib/constructs/delivery.ts\`; above this rate slow endpoints delay each other, but no other endpoints |
| Messages in flight, ${number(quotas.sqsInFlight)} | ${number(quotas.sqsInFlight / use.dispatchSeconds)} deliveries/s | the same shards |
| Messages in flight after internal faults, ${number(quotas.sqsInFlight)} | ${number(quotas.sqsInFlight / 60)}  a second that fail for a minute, ${number(quotas.sqsInFlight / use.comesAgainSeconds)} a second that fail for ${use.comesAgainSeconds / 60} minutes and more | remove the fault. Throttled writes are retried for 20 s before they count as a fault; deliveries that were already sent wait separately for their record |
| PutEvents, ${number(quotas.putEvents)}/s | ${number(quotas.putEvents)} events/s | request an increase; then use one bus per group of spaces |
| Rule invocations, ${number(quotas.ruleInvocations)}/s | ${number(quotas.ruleInvocations)}  events/s | request an increase |
| Table writes, ${number(quotas.tableWriteUnits)}/s | ${number(tableRate())} deliveries/s at fan-out ${fanOut} | request an increase; pre-warm the table before a planned peak |
| A new table that is not pre-warmed, ${number(quotas.coldTableWriteUnits)} writes/s | ${number(tableRate(quotas.coldTableWriteUnits))} deliveries/s at fan-out ${fanOut} on the first day | pre-warm the table; later it always accepts twice its previous peak |
| StartExecution, ${number(quotas.startExecutions)}/s | that many endpoints that start to fail per second, after a burst of 1,300 | nothing: the reconciler starts the other executions within minutes |
| State transitions, ${number(quotas.stateTransitions)}/s | ${number((quotas.stateTransitions / use.transitionsOfWake) * use.ratedWakeSeconds)}  lanes that drain at a rate limit or at the share of a slow endpoint, or ${number((quotas.stateTransitions / use.transitionsOfWake) * use.drainWakeSeconds)} at their highest concurrency limit | request an increase |
| Open executions, ${number(quotas.openExecutions)} | that many *endpoints* failing at the same time | request an increase. An endpoint has one or two executions, at most four, however many deliveries wait |

**Hot webhook.** The records of one webhook are spread over eight partitions of the table, each of which takes ${number(quotas.partitionWriteUnits)} writes  a second: about ${number(8 * quotas.partitionWriteUnits)}
records a second. The wait items of its lane are in one partition. When one queue of the lane holds 500, new items are spread over eight partitions from the next wake on. Until then about ${number(quotas.partitionWriteUnits)}
deliveries a second can be parked; above this rate messages return to their queue and are received again.

**Hot space.** Subscribers are read by space and pattern and cached until their version changes. Only the item of the space is read once
per batch. Each space has a partition of its own, which takes ${number(quotas.partitionReadUnits)} reads a second: ${number(quotas.partitionReadUnits * use.batch)} events a second of one space if they arrive in full batches, and ${number(quotas.partitionReadUnits)} if
each arrives in a batch with events of other spaces.

**Many webhooks.** A container caches a webhook for three seconds and its lane for five. With 100,000 webhooks in turn the caches have no hits, so that each
delivery takes two read units ($${(2e6 * prices.dynamoReadUnit).toFixed(2)}  a million). The webhooks of one space are in one partition: a space with so many webhooks gets about ${number(quotas.partitionReadUnits)} deliveries a second.
Throttled reads are retried for 20 s; then the message returns to its queue.

**Large events.** An event that does not fit into a message (over 60 KB) is read once a minute by each container: ${number(use.dispatchConcurrency)} reads of ${Math.ceil(192 / 4)} units  for 192 KB take
${number((use.dispatchConcurrency * Math.ceil(192 / 4)) / quotas.partitionReadUnits)}  seconds of a partition's read capacity, regardless of the number of webhooks.

**Lane index.** Open lanes are spread over eight partitions of the index; a wake writes its lane twice. A sweep every minute finds up to 8,000 lanes
that are overdue or need a check, and processes them 50 at a time. With more lanes, closing them takes longer, and so does the retry of a lost
message; retries that are due are not delayed.

## Large fan-outs

An event for 100,000 webhooks is ${number(100_000 / use.batch)} calls of SendMessageBatch and ${number(100_000 / 1_000)}  pages of subscribers. Fan-out stops every 20 seconds and continues from a
new message. The deliveries take ${number(100_000 / dispatchRate(use.dispatchConcurrency))} seconds at ${use.dispatchConcurrency}  concurrent invocations.
`;
}

function row(deliveries: number): string {
  const events = deliveries / fanOut;
  const dispatch = (deliveries / use.batch) * use.dispatchSeconds;
  const slow = ((deliveries * endpoints.slowPart) / use.slowBatch) * endpoints.slowSeconds;
  const fan = (events / use.batch) * use.fanOutSeconds;
  const writes = events * use.writeUnitsPerEvent + deliveries * use.writeUnitsPerDelivery;
  const dollars = (deliveries * secondsPerMonth * dollarsPerMillion[fanOut]) / 1e6 + fixedMonth();
  const cells = [deliveries, events, atLeastOne(dispatch), atLeastOne(slow), atLeastOne(fan), writes, dollars].map(
    number,
  );
  return `| ${[...cells, binds({ deliveries, events, dispatch, slow, writes })].join(' | ')} |`;
}

type Load = Readonly<{ deliveries: number; events: number; dispatch: number; slow: number; writes: number }>;

function binds({ events, dispatch, slow, writes }: Load): string {
  const reached = [
    ...(dispatch > use.dispatchConcurrency ? ['dispatch concurrency'] : []),
    ...(slow > use.slowConcurrency ? ['slow dispatch concurrency'] : []),
    ...(dispatch + slow > quotas.lambdaConcurrency ? ['Lambda concurrency'] : []),
    ...(dispatch > quotas.sqsSourceConcurrency ? ['one event source (shard)'] : []),
    ...(writes > quotas.tableWriteUnits ? ['table writes'] : []),
    ...(events > quotas.putEvents ? ['PutEvents'] : []),
  ];
  return reached.length === 0 ? 'nothing' : reached.join(', ');
}

/** Deliveries a second that so many invocations make. */
function dispatchRate(concurrency: number): number {
  return (concurrency * use.batch) / use.dispatchSeconds;
}

/** Requests a second at slow endpoints that the slow queue has room for. */
function slowQueueRate(): number {
  return (use.slowConcurrency * use.slowBatch) / endpoints.slowSeconds;
}

function tableRate(writeUnits: number = quotas.tableWriteUnits): number {
  return writeUnits / (use.writeUnitsPerDelivery + use.writeUnitsPerEvent / fanOut);
}

/** Two secrets, about 60 alarms, one dashboard. */
function fixedMonth(): number {
  return 2 * prices.secretMonth + 60 * prices.alarmMonth + prices.dashboardMonth;
}

const atLeastOne = (value: number) => Math.max(1, Math.ceil(value));

function number(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 });
}
