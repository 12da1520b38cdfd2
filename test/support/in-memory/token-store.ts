import type { TokenRecord, TokenRef, TokenStore } from '../../../functions/shared/webhooks/application/ports.ts';

export class InMemoryTokenStore implements TokenStore {
  readonly #records = new Map<string, TokenRecord>();

  async find(ref: TokenRef): Promise<TokenRecord> {
    return this.#records.get(keyOf(ref)) ?? {};
  }

  async claim(ref: TokenRef, { now, until }: Readonly<{ now: number; until: number }>): Promise<'claimed' | 'taken'> {
    if ((this.#records.get(keyOf(ref))?.claimedUntil ?? 0) > now) return 'taken';
    this.#records.set(keyOf(ref), { claimedUntil: until });
    return 'claimed';
  }

  async put(ref: TokenRef, record: TokenRecord): Promise<void> {
    this.#records.set(keyOf(ref), record);
  }
}

const keyOf = ({ webhookId, fingerprint }: TokenRef): string => `${webhookId}#${fingerprint}`;
