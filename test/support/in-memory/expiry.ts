/** How long things are kept, as TTL has it; without, for ever. */
export type Retention = Readonly<{ ms: number; now: () => number }>;

export const forEver: Retention = { ms: Number.POSITIVE_INFINITY, now: () => 0 };

/** When each of many things expires. */
export class Expiries {
  readonly #retention: Retention;
  readonly #at = new Map<string, number>();

  constructor(retention: Retention) {
    this.#retention = retention;
  }

  begin(key: string, from = this.#retention.now()): void {
    this.#at.set(key, from + this.#retention.ms);
  }

  /** Kept for the whole retention from now on, if less than half of it is left. What has expired does not come back. */
  keep(key: string): void {
    const { ms, now } = this.#retention;
    const at = this.#at.get(key);
    if (at !== undefined && !this.isOver(key) && at < now() + ms / 2) this.#at.set(key, now() + ms);
  }

  isOver(key: string): boolean {
    return (this.#at.get(key) ?? Number.POSITIVE_INFINITY) <= this.#retention.now();
  }

  /** When it expires, in milliseconds since 1970. */
  of(key: string): number | undefined {
    return this.#at.get(key);
  }
}
