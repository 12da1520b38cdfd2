import { prices } from './prices.ts';
import { quotas } from './quotas.ts';

/** What a delivery takes, as `npm run bench` counts it without failures; events of 2 KB. */
const use = {
  /** Messages that one invocation takes. */
  batch: 10,
  /** Time of a batch: the slowest of ten endpoints, and the calls of AWS around it. */
  dispatchSeconds: 0.5,
  fanOutSeconds: 0.05,
  writeUnitsPerEvent: 1,
  writeUnitsPerDelivery: 1,
  /** `maxConcurrency` of the queues' functions (lib/constructs). */
  dispatchConcurrency: 200,
  fanOutConcurrency: 50,
} as const;

/** The bench's cost of a million deliveries in dollars (table 2), by fan-out. */
const dollarsPerMillion = { 1: 3.6, 5: 1.8, 100: 1.4 } as const;

const rates = [1, 10, 100, 1_000, 10_000, 100_000];
const fanOut = 5;
const secondsPerMonth = 30 * 24 * 60 * 60;

/** docs/scale.md: from one delivery a second to a hundred thousand. */
export function scalePage(): string {
  return `# Scale

Computed by \`node bin/scale.ts\` from [prices](../bin/numbers/prices.ts), [quotas](../bin/numbers/quotas.ts) and what \`npm run bench\` counts;
a test fails when this page is behind. Nothing here was measured at such rates: it is arithmetic on AWS's published limits.

## From 1 to ${number(100_000)} deliveries a second

Fan-out ${fanOut}, events of 2 KB, endpoints that answer within ${use.dispatchSeconds * 1000} ms, no failures.

| Deliveries/s | Events/s | Dispatch at once | Fan-out at once | Table writes/s | $ a month | What binds first |
|---:|---:|---:|---:|---:|---:|---|
${rates.map(row).join('\n')}

The sum is list price without free tiers, plus fixed costs of about $${fixedMonth().toFixed(0)} a month (secrets, alarms, dashboard).

## What binds, and what to do

| Limit | Reached at about | What to do |
|---|---:|---|
| Fan-out at ${use.fanOutConcurrency} at once (ours) | ${number((use.fanOutConcurrency * use.batch) / use.fanOutSeconds)} events/s | raise \`maxConcurrency\` in \`lib/constructs/event-intake.ts\` |
| Dispatch at ${use.dispatchConcurrency} at once (ours) | ${number(dispatchRate(use.dispatchConcurrency))} deliveries/s | raise \`maxConcurrency\` in \`lib/constructs/delivery.ts\` |
| Lambda concurrency of ${number(quotas.lambdaConcurrency)} | ${number(dispatchRate(quotas.lambdaConcurrency))} deliveries/s | ask for more in Service Quotas |
| One event source at ${number(quotas.sqsSourceConcurrency)} at once | ${number(dispatchRate(quotas.sqsSourceConcurrency))} deliveries/s | shard: further delivery queues with a function each, by webhook id |
| Messages in flight, ${number(quotas.sqsInFlight)} | ${number(quotas.sqsInFlight / use.dispatchSeconds)} deliveries/s | the same shards |
| PutEvents, ${number(quotas.putEvents)}/s | ${number(quotas.putEvents)} events/s | ask for more; then a bus per group of spaces |
| Rule invocations, ${number(quotas.ruleInvocations)}/s | ${number(quotas.ruleInvocations)} events/s | ask for more |
| Table writes, ${number(quotas.tableWriteUnits)}/s | ${number(tableRate())} deliveries/s at fan-out ${fanOut} | ask for more; pre-warm before a planned peak |
| Open executions, ${number(quotas.openExecutions)} | that many *endpoints* failing at once | ask for more: an endpoint has one or two, at most four, however many deliveries wait |

**Hot webhook.** The records of one webhook are spread over eight partitions of the table, each of which takes ${number(quotas.partitionWriteUnits)} writes a second: about ${number(8 * quotas.partitionWriteUnits)}
records a second. What waits in its lane is in one partition, and in eight from the next wake on once one queue holds 500. Until then about ${number(quotas.partitionWriteUnits)}
deliveries a second can be parked; beyond that messages return to their queue and come again.

**Hot space.** Subscribers are read by space and pattern and kept as long as their version stays. Only the read of the space's item comes once
per batch: ${number(3_000 * use.batch)} events a second of one space, from a partition's 3,000 reads.

**Lane index.** Open lanes are spread over eight partitions of the index; a wake writes its lane twice. A sweep each minute finds up to 8,000 lanes
that are overdue or to be checked, and sees to them 50 at a time. With more, closing them takes longer, and so does the retry of a message that was
lost; what is due is not delayed.

## Large fan-outs

An event for 100,000 webhooks is ${number(100_000 / use.batch)} calls of SendMessageBatch and ${number(100_000 / 1_000)} pages of subscribers; it pauses every 20 seconds and goes on from a
message of its own. Its deliveries take ${number(100_000 / dispatchRate(use.dispatchConcurrency))} seconds at ${use.dispatchConcurrency} invocations at once.
`;
}

function row(deliveries: number): string {
  const events = deliveries / fanOut;
  const dispatch = (deliveries / use.batch) * use.dispatchSeconds;
  const fan = (events / use.batch) * use.fanOutSeconds;
  const writes = events * use.writeUnitsPerEvent + deliveries * use.writeUnitsPerDelivery;
  const dollars = (deliveries * secondsPerMonth * dollarsPerMillion[fanOut]) / 1e6 + fixedMonth();
  const cells = [deliveries, events, atLeastOne(dispatch), atLeastOne(fan), writes, dollars].map(number);
  return `| ${[...cells, binds({ deliveries, events, dispatch, writes })].join(' | ')} |`;
}

type Load = Readonly<{ deliveries: number; events: number; dispatch: number; writes: number }>;

function binds({ events, dispatch, writes }: Load): string {
  const reached = [
    ...(dispatch > use.dispatchConcurrency ? ['dispatch concurrency'] : []),
    ...(dispatch > quotas.lambdaConcurrency ? ['Lambda concurrency'] : []),
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

function tableRate(): number {
  return quotas.tableWriteUnits / (use.writeUnitsPerDelivery + use.writeUnitsPerEvent / fanOut);
}

/** Two secrets, about 60 alarms, one dashboard. */
function fixedMonth(): number {
  return 2 * prices.secretMonth + 60 * prices.alarmMonth + prices.dashboardMonth;
}

const atLeastOne = (value: number) => Math.max(1, Math.ceil(value));

function number(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 });
}
