import * as z from 'zod';
import type { Sender } from '../../functions/shared/application/ports/sender.ts';
import type { HttpResult } from '../../functions/shared/domain/http-result.ts';
import type { OutgoingRequest } from '../../functions/shared/domain/outgoing-request.ts';
import type { Chance, Kernel } from './kernel.ts';

/** What an endpoint does for a while. */
export type Mood = 'up' | 'verbose' | 'failing' | 'refusing' | 'hanging' | 'flapping' | 'busy' | 'gone' | 'picky';

type Response = Extract<HttpResult, { kind: 'response' }>;

/** One HTTP request that reached an endpoint or tried to. */
export type Sent = Readonly<{
  webhookId: string;
  eventId: string;
  url: string;
  at: number;
  messageId: string;
  /** Present when a rule's step was called. */
  step?: StepBody | undefined;
}>;

const stepBody = z.object({
  trigger: z.object({ rule_id: z.string(), data: z.string() }),
  execution_id: z.string(),
  created_at: z.string(),
  retries: z.number(),
  webhooks: z.array(z.object({ url: z.string(), response: z.object({ answer: z.number() }) })),
});
/** What the call of a rule's step said. */
export type StepBody = z.infer<typeof stepBody>;

/** Endpoints by URL, each in its own mood. */
export class Endpoints {
  readonly sent: Sent[] = [];
  readonly #moods = new Map<string, Mood>();
  readonly #kernel: Kernel;
  readonly #chance: Chance;
  /** To which call each answer was given, by its number. */
  readonly answers = new Map<number, Sent>();
  onSend: (sent: Sent) => void = () => {};

  readonly #hangingMs: number;

  /** `hangingMs`: when the sender gives up on an endpoint that hangs. */
  constructor(kernel: Kernel, chance: Chance, hangingMs: number) {
    this.#kernel = kernel;
    this.#chance = chance;
    this.#hangingMs = hangingMs;
  }

  set(url: string, mood: Mood): void {
    this.#moods.set(url, mood);
  }

  readonly sender: Sender = { send: (request) => this.#send(request) };

  async #send({ webhookId, url, headers, body }: OutgoingRequest): Promise<HttpResult> {
    const said: unknown = JSON.parse(new TextDecoder().decode(body));
    const step = typeof said === 'string' ? undefined : stepBody.parse(said);
    const eventId = step ? step.trigger.data : String(said);
    const sent = { webhookId, eventId, url, at: this.#kernel.time, messageId: headers['webhook-id'] ?? '', step };
    this.sent.push(sent);
    this.onSend(sent);
    const mood = this.#moods.get(url) ?? 'up';
    const durationMs = Math.round(mood === 'hanging' ? this.#hangingMs : this.#chance.between(20, 1_500));
    await this.#kernel.sleep(durationMs);
    return this.#answer(mood, { durationMs, sent });
  }

  #answer(mood: Mood, { durationMs, sent }: Readonly<{ durationMs: number; sent: Sent }>): HttpResult {
    const answer = this.answers.size + 1;
    this.answers.set(answer, sent);
    const body = new TextEncoder().encode(JSON.stringify({ answer }));
    switch (mood) {
      case 'up':
        return { ...response(200, durationMs), body };
      case 'verbose':
        return { ...response(200, durationMs), body, truncated: true };
      case 'failing':
        return response(this.#chance.pick([500, 502, 404]), durationMs);
      case 'refusing':
        return { kind: 'no_response', errorClass: 'connect_refused', detail: 'refused', durationMs };
      case 'hanging':
        return { kind: 'no_response', errorClass: 'request_timeout', detail: 'too slow', durationMs };
      case 'flapping':
        return { ...response(this.#chance.happens(0.5) ? 200 : 503, durationMs), body };
      case 'busy':
        return response(429, durationMs, { 'retry-after': String(this.#chance.integer(1, 20_000)) });
      case 'gone':
        return response(410, durationMs);
      case 'picky':
        return this.#chance.happens(0.8)
          ? { ...response(200, durationMs), body }
          : { kind: 'no_response', errorClass: 'blocked_address', detail: 'private', durationMs };
    }
  }
}

function response(status: number, durationMs: number, headers: Readonly<Record<string, string>> = {}): Response {
  return { kind: 'response', status, headers, body: new Uint8Array(), truncated: false, durationMs };
}
