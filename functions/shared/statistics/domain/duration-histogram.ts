/** How many durations fell into each bucket, by the bucket's number; empty ones are left out. */
export type DurationHistogram = Readonly<Record<string, number>>;

/** Each bucket ends a tenth above the one before, so that the middle of it is off by less than a twentieth. */
const growth = 1.1;

export const noDurations: DurationHistogram = {};

/** The bucket of a duration in milliseconds: bucket n ends at 1.1^n ms, the first holds all up to 1 ms. */
function bucketOf(durationMs: number): number {
  return durationMs <= 1 ? 0 : Math.ceil(Math.log(durationMs) / Math.log(growth));
}

/** The duration that is as far, in proportion, from the bucket's beginning as from its end. */
function middleOf(bucket: number): number {
  return bucket === 0 ? 1 : (2 * growth ** bucket) / (growth + 1);
}

export function histogramOf(durationsMs: readonly number[]): DurationHistogram {
  const counts: Record<string, number> = {};
  for (const duration of durationsMs) {
    const bucket = bucketOf(duration);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return counts;
}

export function addHistograms(one: DurationHistogram, other: DurationHistogram): DurationHistogram {
  const sum: Record<string, number> = { ...one };
  for (const [bucket, count] of Object.entries(other)) sum[bucket] = (sum[bucket] ?? 0) + count;
  return sum;
}

/** The duration that this share of all does not exceed, within 5 %, in whole milliseconds; undefined if none. */
export function percentile(histogram: DurationHistogram, share: number): number | undefined {
  const buckets = Object.entries(histogram)
    .map(([bucket, count]) => ({ bucket: Number(bucket), count }))
    .sort((one, other) => one.bucket - other.bucket);
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  let passed = 0;
  for (const { bucket, count } of buckets) {
    passed += count;
    if (passed >= share * total) return Math.round(middleOf(bucket));
  }
  return undefined;
}
