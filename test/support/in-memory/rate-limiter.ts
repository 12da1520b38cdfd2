import type { RateLimiter } from '../../../functions/shared/lanes/application/ports.ts';

export class InMemoryRateLimiter implements RateLimiter {
  readonly #taken = new Map<string, number>();

  async acquire({
    webhookId,
    perSecond,
    wanted,
    now,
  }: Readonly<{ webhookId: string; perSecond: number; wanted: number; now: Date }>): Promise<number> {
    const key = `${webhookId}/${Math.floor(now.getTime() / 1000)}`;
    const taken = this.#taken.get(key) ?? 0;
    const granted = Math.max(0, Math.min(wanted, perSecond - taken));
    this.#taken.set(key, taken + granted);
    return granted;
  }
}
