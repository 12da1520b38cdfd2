import * as z from 'zod';
import type { Sender } from '../../functions/shared/https/application/ports.ts';
import type { OutgoingRequest } from '../../functions/shared/https/domain/http-request.ts';
import type { HttpResult } from '../../functions/shared/https/domain/http-result.ts';
import type { Kernel, Rng } from './kernel.ts';

/** What an endpoint does for a while. */
export type Mood =
  | 'up'
  | 'quick'
  | 'slow'
  | 'verbose'
  | 'failing'
  | 'refusing'
  | 'hanging'
  | 'flapping'
  | 'busy'
  | 'gone'
  | 'picky';

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

/** What a slow endpoint takes to answer: within what a manager may allow it (15 s). */
const slowMs = 14_000;

/** Endpoints by URL, each in its own mood. */
export class Endpoints {
  readonly sent: Sent[] = [];
  readonly #moods = new Map<string, Mood>();
  readonly #kernel: Kernel;
  readonly #chance: Rng;
  /** To which call each answer was given, by its number. */
  readonly answers = new Map<number, Sent>();
  onSend: (sent: Sent) => void = () => {};
  /** Requests under way by URL, and the most there ever were. */
  readonly #underWay = new Map<string, Readonly<{ now: number; most: number }>>();

  readonly #hangingMs: number;

  /** `hangingMs`: when the sender gives up on an endpoint that hangs. */
  constructor(kernel: Kernel, chance: Rng, hangingMs: number) {
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
    const durationMs = Math.round(this.#durationMs(mood));
    this.#count(url, 1);
    await this.#kernel.sleep(durationMs);
    this.#count(url, -1);
    return this.#answer(mood, { durationMs, sent });
  }

  /** The most requests that any of these endpoints had at once. */
  mostAtOnce(isMeant: (url: string) => boolean): number {
    return Math.max(0, ...[...this.#underWay].flatMap(([url, { most }]) => (isMeant(url) ? [most] : [])));
  }

  #count(url: string, change: 1 | -1): void {
    const { now, most } = this.#underWay.get(url) ?? { now: 0, most: 0 };
    this.#underWay.set(url, { now: now + change, most: Math.max(most, now + change) });
  }

  #durationMs(mood: Mood): number {
    switch (mood) {
      case 'hanging':
        return this.#hangingMs;
      case 'slow':
        return slowMs;
      case 'quick':
        return this.#chance.between(20, 300);
      default:
        return this.#chance.between(20, 1_500);
    }
  }

  #answer(mood: Mood, { durationMs, sent }: Readonly<{ durationMs: number; sent: Sent }>): HttpResult {
    const answer = this.answers.size + 1;
    this.answers.set(answer, sent);
    const body = new TextEncoder().encode(JSON.stringify({ answer }));
    switch (mood) {
      case 'up':
      case 'quick':
      case 'slow':
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
