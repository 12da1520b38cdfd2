import { prices } from '../../bin/numbers/prices.ts';
import { executionPerDelivery } from './execution-per-delivery.ts';
import { type Cost, costOfOutage, outageMs, sampleSize } from './outage-cost.ts';
import { furthestApart, listPrice, type OutageCounts } from './outage-counts.ts';
import { effectOfOutage } from './outage-effect.ts';
import { answerMs, hangingMs } from './outage-world.ts';
import { note, printTable, quantile } from './table.ts';

const rates = [1, 10, 100];
const minute = 60_000;
/** How far the sampled run may be from the full one of the same outage. */
const tolerated = 0.03;

/** What 36 hours of one endpoint's outage cost, how long its backlog takes to drain, and what others feel of it. */
export async function outageTable(): Promise<void> {
  await printCosts();
  await printEffects();
}

async function printCosts(): Promise<void> {
  const full = await costOfOutage(1, 'full');
  const apart = difference(full, await costOfOutage(1, 'sampled'));
  if (apart > tolerated) throw new Error(`At 1 a second, the sampled outage is ${percent(apart)} from the full one`);
  const rows: (readonly string[])[] = [];
  const batches: string[] = [];
  let exhausted = 0;
  for (const perSecond of rates) {
    const cost = perSecond === 1 ? full : await costOfOutage(perSecond, 'sampled');
    const usual = executionPerDelivery({ perSecond, seconds: outageMs / 1000, hangingMs, answerMs });
    rows.push(row(`${perSecond}/s, lane`, cost.counts, cost.drainedMs));
    rows.push(row(`${perSecond}/s, an execution each`, usual.counts, usual.drainedSeconds * 1000));
    batches.push(cost.batch.toFixed(1));
    exhausted += cost.exhausted;
  }
  printTable(
    '6. Outage: one endpoint hangs for 36 hours, then accepts; deliveries a second, list prices of us-east-1',
    [
      '',
      'executions',
      'transitions',
      'write units',
      'read units',
      'dispatch s',
      '$ transitions',
      '$ in all',
      'drained after min',
    ],
    rows,
  );
  note(
    `The real use cases on simulated AWS without faults, from the delivery queue to the last attempt: lanes, table, Lambda and the retry queue, but neither logs nor egress. Hanging takes ${hangingMs / 1000} s, answering ${answerMs / 1000} s on average, a call of AWS 5 ms; the functions' own computing is left out. While the circuit is open an invocation parks ${batches.join(', ')} deliveries. Draining begins with a probe, so it may begin ten minutes later than here. ${exhausted} deliveries were given up.`,
  );
  note(
    `1/s ran in full. At 10 and 100 the lane, its probes and retries ran for all the time, and ${(4 * sampleSize).toLocaleString('en')} deliveries came: as it began, after 12 and 24 hours, and as it ended. What the others add was multiplied out from those of 12 and 24 hours, and their release from looks at full pace. Done so at 1/s, nothing in the row but the read units is further than ${percent(apart)} from the full run.`,
  );
  note(
    'An execution each: worked out in test/bench/execution-per-delivery.ts. From 7.7 deliveries a second on it needs more open executions than the million that AWS allows.',
  );
}

function row(name: string, counts: OutageCounts, drainedMs: number): readonly string[] {
  const whole = (value: number) => Math.round(value).toLocaleString('en');
  return [
    name,
    ...[counts.executions, counts.transitions, counts.writeUnits, counts.readUnits, counts.dispatchMs / 1000].map(
      whole,
    ),
    (counts.transitions * prices.stepFunctionsTransition).toFixed(2),
    listPrice(counts).toFixed(2),
    whole(drainedMs / minute),
  ];
}

/** The largest difference of anything that is printed, as a part. */
function difference(one: Cost, other: Cost): number {
  const drained = Math.abs(one.drainedMs - other.drainedMs) / one.drainedMs;
  return Math.max(drained, furthestApart(one.counts, other.counts).part);
}

async function printEffects(): Promise<void> {
  const rows: (readonly string[])[] = [];
  for (const perSecond of rates) {
    let undisturbed: number | undefined;
    for (const { phase, healthy, own } of await effectOfOutage(perSecond)) {
      const p99 = quantile(healthy, 0.99);
      undisturbed ??= p99;
      const isUp = phase === 'before' || phase === 'drains';
      rows.push([
        `${perSecond}/s, ${phase}`,
        milliseconds(quantile(healthy, 0.5)),
        milliseconds(p99),
        (p99 / undisturbed).toFixed(2),
        milliseconds(quantile(healthy, 1)),
        isUp ? milliseconds(quantile(own, 0.5)) : '',
        isUp ? milliseconds(quantile(own, 0.99)) : '',
        isUp ? percent(own.filter((ms) => !Number.isFinite(ms)).length / own.length) : '',
      ]);
    }
  }
  printTable(
    'Outage: from an event to its arrival, at five healthy endpoints with 4 events a second each, and at the one itself',
    ['', 'p50 ms', 'p99 ms', 'of before', 'longest ms', 'own p50 ms', 'own p99 ms', 'own left behind'],
    rows,
  );
  note(
    'Virtual time, with as many functions at once as are deployed, scaled as Lambda scales them, and fair queues. Left behind are new events that were parked because a container had not heard of the recovery: they wait for their turn in the backlog.',
  );
}

const milliseconds = (ms: number): string => (Number.isFinite(ms) ? ms.toFixed(0) : 'late');
const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;
