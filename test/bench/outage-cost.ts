import { wakesPerExecution } from '../../functions/shared/lanes/application/wake-lane.ts';
import { maxConcurrency } from '../../functions/shared/lanes/domain/concurrency.ts';
import type { FunctionUsage } from '../simulation/queue.ts';
import { furthestApart, noCounts, type OutageCounts, plus } from './outage-counts.ts';
import { OutageWorld, type Release } from './outage-world.ts';
import { quantile } from './table.ts';

const hour = 3_600_000;
export const outageMs = 36 * hour;
/** Deliveries that come while a sample is taken. */
export const sampleSize = 20_000;
/** How far two samples of the same may be apart. */
const tolerated = 0.03;
const webhookId = 'wh_down';
const transitionsPerWake = 3;

export type Cost = Readonly<{
  counts: OutageCounts;
  /** From the endpoint's recovery until nothing was parked. */
  drainedMs: number;
  /** Deliveries that had waited for all of the 36 hours when the endpoint accepted again. */
  exhausted: number;
  /** Deliveries that an invocation parked. */
  batch: number;
}>;

/**
 * One endpoint down for 36 hours and then up, until the last delivery is made. When it is `sampled`, the lane, its probes
 * and all retries run through all of it too, but deliveries come only at the beginning, after 12 and 24 hours and at the
 * end. Those that would come in between are counted as those after 12 and 24 hours; their release, as that of the others
 * at full pace. Throws when what must be alike is not.
 */
export async function costOfOutage(perSecond: number, extent: 'full' | 'sampled'): Promise<Cost> {
  const outage = new OutageWorld();
  const { kernel } = outage;
  outage.addEndpoint(webhookId, 'hanging');
  const start = kernel.time;
  const length = extent === 'full' ? outageMs : (sampleSize / perSecond) * 1000;
  const begins = extent === 'full' ? [0] : [0, 12 * hour, 24 * hour, outageMs - length];
  const samples: Sample[] = [];
  for (const begin of begins) {
    await kernel.runUntil(start + begin);
    samples.push(await arrivals(outage, { perSecond, length }));
  }
  const up = kernel.time;
  const ran = perSecond * (length / 1000) * begins.length;
  const batch = ran / outage.firstAttempts.invocations;
  outage.turn(webhookId, 'up');
  while (outage.waiting > 0) await kernel.runUntil(kernel.time + 1_000);
  const drainedMs = kernel.time - up;
  const releases = outage.releases.filter(({ at }) => at > up);
  // Until the last retries of those that failed before the circuit opened.
  await kernel.runUntil(up + outageMs);
  const exhausted = outage.ended('exhausted');
  if (exhausted + outage.ended('succeeded') !== ran) throw new Error(`Not all of ${ran} deliveries ended`);
  const run = { counts: outage.counts, drainedMs, exhausted, batch };
  if (extent === 'full') return run;
  const rest = (perSecond * outageMs) / 1000 - ran;
  return withTheRest(run, { rest, samples, releases });
}

/** What was counted from when to when. */
type Sample = Readonly<{ from: number; to: number; before: OutageCounts; after: OutageCounts; first: FunctionUsage }>;

async function arrivals(
  outage: OutageWorld,
  { perSecond, length }: Readonly<{ perSecond: number; length: number }>,
): Promise<Sample> {
  const { kernel } = outage;
  const [from, to] = [kernel.time, kernel.time + length];
  const [before, first] = [outage.counts, outage.firstAttempts];
  outage.send({ webhookId, perSecond, until: to });
  await kernel.runUntil(to);
  const { invocations, ms } = outage.firstAttempts;
  return {
    from,
    to,
    before,
    after: outage.counts,
    first: { invocations: invocations - first.invocations, ms: ms - first.ms },
  };
}

type Rest = Readonly<{ rest: number; samples: readonly Sample[]; releases: readonly Release[] }>;

/** The run and what the deliveries that did not come would have added. */
function withTheRest(run: Cost, { rest, samples, releases }: Rest): Cost {
  const [, early, late] = samples;
  if (early === undefined || late === undefined) throw new Error('Samples are missing');
  const quiet = { ms: late.from - early.to, counts: plus(late.before, early.after, -1) };
  const [first, middle, last] = settled(releases);
  const one = plus(perArrival(early, quiet), drained(releases.slice(first, middle + 1)).counts);
  const other = plus(perArrival(late, quiet), drained(releases.slice(middle, last + 1)).counts);
  // A wake more or less in one sample is chance: it drains for 40 s, so there are few of them.
  const isChance = Math.abs(one.transitions - other.transitions) * sampleSize <= 2 * transitionsPerWake;
  const { name, part } = furthestApart(one, isChance ? { ...other, transitions: one.transitions } : other);
  if (part > tolerated)
    throw new Error(`A delivery's ${name} differ by ${part} in two samples: ${one[name]}, ${other[name]}`);
  const pace = drained(releases.slice(first, last + 1));
  const each = plus(plus(noCounts, one, 0.5), other, 0.5);
  const counts = plus(run.counts, each, rest);
  const handOvers = (rest * pace.counts.transitions) / transitionsPerWake / wakesPerExecution;
  return {
    ...run,
    counts: { ...counts, executions: run.counts.executions + Math.round(handOvers) },
    drainedMs: run.drainedMs + rest * pace.ms,
  };
}

/** What a delivery that is parked uses: of the table, all but what the lane uses anyway. */
function perArrival(
  { from, to, before, after, first }: Sample,
  quiet: Readonly<{ ms: number; counts: OutageCounts }>,
): OutageCounts {
  const all = plus(plus(after, before, -1), quiet.counts, -(to - from) / quiet.ms);
  const { writeUnits, readUnits } = all;
  return plus(
    noCounts,
    { ...noCounts, writeUnits, readUnits, dispatchMs: first.ms, invocations: first.invocations },
    1 / sampleSize,
  );
}

/**
 * The first, a middle and the last of the releases at full pace. An endpoint that hung is drained slowly for its first ten
 * minutes (functions/shared/lanes/domain/slowness.ts), in most of a sample's releases: only the largest tenth is sure to be later.
 */
function settled(releases: readonly Release[]): readonly [number, number, number] {
  const large = quantile(
    releases.map(({ count }) => count),
    0.9,
  );
  const full = releases.flatMap(({ count }, index) =>
    count >= large / 2 && count >= maxConcurrency / 10 ? [index] : [],
  );
  const [first, middle, last] = [full[0], full[Math.floor(full.length / 2)], full.at(-1)];
  if (first === undefined || middle === undefined || last === undefined) throw new Error('The samples are too small');
  return [first, middle, last];
}

/** What a delivery uses that is released at full pace, and the time it adds. */
function drained(releases: readonly Release[]) {
  const [first, last] = [releases[0], releases.at(-1)];
  if (first === undefined || last === undefined || first === last) throw new Error('Too few rounds at full pace');
  const count = releases.slice(0, -1).reduce((sum, release) => sum + release.count, 0);
  return { counts: plus(noCounts, plus(last.before, first.before, -1), 1 / count), ms: (last.at - first.at) / count };
}
