import type { Sender } from '../../functions/shared/application/ports/sender.ts';
import type { HttpResult } from '../../functions/shared/domain/http-result.ts';
import type { OutgoingRequest } from '../../functions/shared/domain/outgoing-request.ts';
import type { Chance, Kernel } from './kernel.ts';

/** What an endpoint does for a while. */
export type Mood = 'up' | 'failing' | 'refusing' | 'hanging' | 'flapping' | 'busy' | 'gone' | 'picky';

/** One HTTP request that reached an endpoint or tried to. */
export type Sent = Readonly<{ webhookId: string; eventId: string; url: string; at: number }>;

/** Endpoints by URL, each in its own mood. */
export class Endpoints {
  readonly sent: Sent[] = [];
  readonly #moods = new Map<string, Mood>();
  readonly #kernel: Kernel;
  readonly #chance: Chance;
  onSend: (sent: Sent) => void = () => {};

  constructor(kernel: Kernel, chance: Chance) {
    this.#kernel = kernel;
    this.#chance = chance;
  }

  set(url: string, mood: Mood): void {
    this.#moods.set(url, mood);
  }

  readonly sender: Sender = { send: (request) => this.#send(request) };

  async #send({ webhookId, url, body }: OutgoingRequest): Promise<HttpResult> {
    const eventId = String(JSON.parse(new TextDecoder().decode(body)));
    const sent = { webhookId, eventId, url, at: this.#kernel.time };
    this.sent.push(sent);
    this.onSend(sent);
    const mood = this.#moods.get(url) ?? 'up';
    const durationMs = Math.round(mood === 'hanging' ? 10_000 : this.#chance.between(20, 1_500));
    await this.#kernel.sleep(durationMs);
    return this.#answer(mood, durationMs);
  }

  #answer(mood: Mood, durationMs: number): HttpResult {
    switch (mood) {
      case 'up':
        return response(200, durationMs);
      case 'failing':
        return response(this.#chance.pick([500, 502, 404]), durationMs);
      case 'refusing':
        return { kind: 'no_response', errorClass: 'connect_refused', detail: 'refused', durationMs };
      case 'hanging':
        return { kind: 'no_response', errorClass: 'request_timeout', detail: 'too slow', durationMs };
      case 'flapping':
        return response(this.#chance.happens(0.5) ? 200 : 503, durationMs);
      case 'busy':
        return response(429, durationMs, { 'retry-after': String(this.#chance.integer(1, 20_000)) });
      case 'gone':
        return response(410, durationMs);
      case 'picky':
        return this.#chance.happens(0.8)
          ? response(200, durationMs)
          : { kind: 'no_response', errorClass: 'blocked_address', detail: 'private', durationMs };
    }
  }
}

function response(status: number, durationMs: number, headers: Readonly<Record<string, string>> = {}): HttpResult {
  return { kind: 'response', status, headers, body: new Uint8Array(), truncated: false, durationMs };
}
