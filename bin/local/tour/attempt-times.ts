import { StepFailure } from '../../shared/step-failure.ts';
import type { FailingPath, Refusal } from '../receiver/failing-endpoints.ts';

/** A retry of a delivery: what its record says it was due for, and when it came. */
export type Retry = Refusal &
  Readonly<{
    /** 1 for the first one. */
    number: number;
    /** Seconds after the first attempt, by the webhook's schedule and with jitter, as the API showed before it came. */
    dueSeconds: number;
    /** Seconds after the first attempt in which it came. */
    cameSeconds: number;
  }>;

/** How far jitter may delay a retry, as a share of its time in the schedule (product contract). */
const jitterShare = 0.1;

/**
 * Holds the times of a delivery's retries against its webhook's schedule: each was due by it and came after the one
 * before, with none left out. Throws the reason if that does not hold.
 */
export function checkTimes(
  retries: readonly Retry[],
  { path, schedule }: Readonly<{ path: FailingPath; schedule: readonly number[] }>,
): void {
  let before = 0;
  for (const { number, dueSeconds } of retries.filter((retry) => retry.path === path)) {
    const planned = schedule[number - 1];
    const name = `Retry ${number} of ${path}`;
    if (planned === undefined) {
      throw new StepFailure(`${name} came, and the schedule has only ${schedule.length}`);
    }
    if (dueSeconds < planned || dueSeconds > planned * (1 + jitterShare)) {
      throw new StepFailure(`${name} was due after ${dueSeconds} s instead of ${planned} s and a tenth at the most`);
    }
    if (number !== before + 1) {
      throw new StepFailure(`${name} came after retry ${before}`);
    }
    before = number;
  }
}

/** Seconds in hours, minutes and seconds: `1 h 4 min`. */
export function showDuration(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [
    { amount: Math.floor(whole / 3_600), unit: 'h' },
    { amount: Math.floor((whole % 3_600) / 60), unit: 'min' },
    { amount: whole % 60, unit: 's' },
  ].filter(({ amount }) => amount > 0);
  return parts.length === 0 ? '0 s' : parts.map(({ amount, unit }) => `${amount} ${unit}`).join(' ');
}
