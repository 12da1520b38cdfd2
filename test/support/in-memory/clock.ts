import type { Clock } from '../../../functions/shared/platform/application/ports.ts';

/** A clock that moves only when a test advances it. */
export class VirtualClock implements Clock {
  #now: number;

  constructor(start = '2026-01-01T00:00:00.000Z') {
    this.#now = Date.parse(start);
  }

  now(): Date {
    return new Date(this.#now);
  }

  /** Moves on by milliseconds, never back. */
  advance(ms: number): void {
    this.advanceTo(this.#now + ms);
  }

  /** Moves to a time in milliseconds since 1970, never back. */
  advanceTo(time: number): void {
    if (time < this.#now) throw new Error(`the clock cannot go back from ${this.#now} to ${time}`);
    this.#now = time;
  }
}
