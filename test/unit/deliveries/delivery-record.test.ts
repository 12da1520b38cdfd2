import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deliveryItem } from '../../../functions/shared/deliveries/adapters/dynamodb-delivery-item.ts';
import { attemptDelivery } from '../../../functions/shared/deliveries/application/attempt-delivery.ts';
import type { Attempt, Delivery } from '../../../functions/shared/deliveries/domain/delivery.ts';
import {
  afterAttempt,
  attemptsOfRound,
  hasEnded,
  restartedRound,
} from '../../../functions/shared/deliveries/domain/delivery-course.ts';
import { stepMessageId } from '../../../functions/shared/deliveries/domain/execution.ts';
import { attemptCount } from '../../../functions/shared/deliveries/domain/stored-attempts.ts';
import type { HttpResult } from '../../../functions/shared/https/domain/http-result.ts';
import { VirtualClock } from '../../support/in-memory/clock.ts';
import { ScriptedSender } from '../../support/in-memory/scripted-sender.ts';
import { noTokens } from '../../support/no-tokens.ts';
import { aDelivery } from '../../support/records/delivery.ts';
import { anEvent } from '../../support/records/event.ts';
import { anExecution } from '../../support/records/execution.ts';
import { aWebhook } from '../../support/records/webhook.ts';

/** As large as what comes back may be, in ways that grow when they are written down. */
const answers: Readonly<Record<string, HttpResult>> = {
  'a redirect to an endless host': answered(302, '\u20ac'.repeat(50_000), {
    location: `https://${'a'.repeat(15_000)}/`,
  }),
  'bad UTF-8': answered(
    500,
    new Uint8Array(100 * 1024).map((_, index) => (index % 11 === 0 ? 0xff : 0x61)),
  ),
  'three bytes for each character': answered(503, '\u20ac'.repeat(34_000)),
  'an error that goes on and on': {
    kind: 'no_response',
    errorClass: 'tls_error',
    detail: '\u20ac'.repeat(20_000),
    partial: { status: 200, body: new TextEncoder().encode('\u20ac'.repeat(34_000)) },
    durationMs: 35_000,
  },
  'the largest response': answered(200, JSON.stringify({ response: '\u20ac'.repeat(34_000) })),
};

function answered(
  status: number,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): HttpResult {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return { kind: 'response', status, headers, body: bytes, truncated: status !== 200, durationMs: 35_000 };
}

const last = '9'.repeat(26);
const ids = { id: last, eventId: 'e'.repeat(128), eventType: 't'.repeat(128), webhookId: last, attempts: [] };
const steps = Array.from({ length: 10 }, () => ({ webhookId: last }));
const texts = { ruleName: '\u20ac'.repeat(200), ownerEmail: 'o'.repeat(254), domain: 'd'.repeat(253) };
const beginnings = {
  'of a webhook': aDelivery({ ...ids, status: 'pending' }),
  'of a rule': anExecution({ ...ids, execution: { steps, ...texts } }),
};

const sender = new ScriptedSender();
const ports = { sender, clock: new VirtualClock(), version: '1.2.3', tokens: noTokens };
const webhook = aWebhook({ kind: 'pre_approval' });

/** One attempt, made and recorded as dispatch does; one that has ended is replayed first. */
async function goOn(before: Delivery, answer: HttpResult): Promise<Delivery> {
  const now = ports.clock.now().getTime();
  const position = { queue: 'parked', dueAt: ports.clock.now().toISOString() } as const;
  const delivery = hasEnded(before)
    ? restartedRound(before, { id: 'r'.repeat(64), trigger: now % 2 === 0 ? 'manual' : 'replay', position, now })
    : before;
  const { execution } = delivery;
  sender.answer(webhook.url, async () => answer);
  const { attempt, verdict } = await attemptDelivery(ports, {
    webhook,
    content: { kind: 'event', event: anEvent(), texts: undefined },
    deliveryId: execution ? stepMessageId(delivery.id, execution) : delivery.id,
    number: attemptCount(delivery) + 1,
  });
  return afterAttempt(delivery, {
    attempt: execution ? { ...attempt, step: execution.step + 1, webhookId: last } : attempt,
    verdict,
    schedule: webhook.retrySchedule,
    now,
    next: { responseName: 'a'.repeat(43), leaseUntil: now + 300_000 },
  });
}

/** What an item costs of its 400 KB (DynamoDB developer guide, item sizes and formats). */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'object' && value !== null) {
    const inner = Object.entries(value).map(
      ([name, each]) => 1 + (Array.isArray(value) ? 0 : sizeOf(name)) + sizeOf(each),
    );
    return inner.reduce((sum, each) => sum + each, 3);
  }
  return value === undefined ? 0 : 21;
}

test.each(Object.entries(beginnings))(
  'a delivery %s fits into an item whatever its history, and its attempts stay told apart',
  async (_, beginning) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...Object.values(answers)), { minLength: 1, maxLength: 150, size: 'max' }),
        async (history) => {
          let delivery: Delivery = beginning;
          const all: Attempt[] = [];
          for (const answer of history) {
            ports.clock.advance(61_001);
            delivery = await goOn(delivery, answer);
            all.push(...delivery.attempts.slice(-1));
            expect(sizeOf(deliveryItem(delivery, { retentionDays: 30 }))).toBeLessThan(350_000);
            expect(attemptCount(delivery)).toBe(all.length);
            const before = Math.max(delivery.round?.attemptsBefore ?? 0, delivery.execution?.attemptsBefore ?? 0);
            expect(attemptsOfRound(delivery)).toEqual(all.slice(before));
          }
          expect(delivery.attempts).toEqual(all.length > 60 ? [all[0], ...all.slice(-59)] : all);
          expect(all.map(({ number }) => number)).toEqual(all.map((_each, index) => index + 1));
        },
      ),
      { numRuns: 10, endOnFailure: true },
    );
  },
  60_000,
);
