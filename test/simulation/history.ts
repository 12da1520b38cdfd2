import type { Kernel, Rng } from './kernel.ts';

/** What the caches of the real directories allow. */
const directoryAgeMs = 3_000;

/** A moment of a thing; absent once it was deleted. */
export type Moment<Thing> = Readonly<{ at: number; thing: Thing | undefined }>;

/** Things with all they ever were, so that a cached read can answer with the past. */
export class History<Thing> {
  readonly #moments = new Map<string, Moment<Thing>[]>();
  readonly #kernel: Kernel;
  readonly #chance: Rng;

  constructor(kernel: Kernel, chance: Rng) {
    this.#kernel = kernel;
    this.#chance = chance;
  }

  get time(): number {
    return this.#kernel.time;
  }

  get ids(): readonly string[] {
    return [...this.#moments.keys()];
  }

  set(id: string, thing: Thing | undefined): void {
    this.#moments.set(id, [...this.of(id), { at: this.time, thing }]);
  }

  /** All it ever was, oldest first. */
  of(id: string): readonly Moment<Thing>[] {
    return this.#moments.get(id) ?? [];
  }

  now(id: string): Thing | undefined {
    return this.of(id).at(-1)?.thing;
  }

  /** What it was at a time; before its first moment, what it was first. */
  at(id: string, time: number): Thing | undefined {
    const moments = this.of(id);
    return (moments.findLast(({ at }) => at <= time) ?? moments[0])?.thing;
  }

  /** A time that a cache may answer for. */
  cachedTime(): number {
    return this.time - this.#chance.between(0, directoryAgeMs);
  }
}
