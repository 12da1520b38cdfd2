import { beforeEach, expect, test } from '@jest/globals';
import { escalateFailures, mailDigests } from '../../../functions/shared/results/application/escalate-failures.ts';
import type { FailureNotice } from '../../../functions/shared/results/domain/escalation.ts';
import { VirtualClock } from '../../support/in-memory/clock.ts';
import { InMemoryEscalationLedger } from '../../support/in-memory/escalation-ledger.ts';

const minute = 60_000;
const hour = 60 * minute;

let clock: VirtualClock;
let ledger: InMemoryEscalationLedger;
let mails: string[];
let texts: string[];
let refused: Set<string>;
let asked: number;

beforeEach(() => {
  clock = new VirtualClock();
  ledger = new InMemoryEscalationLedger();
  mails = [];
  texts = [];
  refused = new Set();
  asked = 0;
});

const silent = () => undefined;
const ports = () => ({
  clock,
  ledger,
  owners: { find: async () => undefined },
  mailer: {
    send: async ({ to, text }: Readonly<{ to: string; text: string }>) => {
      asked += 1;
      if (refused.has(to)) throw new Error('MessageRejected');
      mails.push(`${to}: ${/(\d+) so far|Webhooks: (\d+)/.exec(text)?.slice(1).join('')}`);
      texts.push(text);
    },
  },
  report: { mailed: silent, refused: silent, unaddressed: silent, fault: silent },
});
const notice = (deliveryId: string, ownerEmail: string): FailureNotice => ({
  kind: 'delivery.exhausted',
  space: 'acme',
  deliveryId,
  target: { kind: 'webhook', id: 'wh_1', name: 'Alerts' },
  url: 'https://hooks.example.com/',
  error: 'HTTP 500.',
  ownerEmail,
});
const escalate = (...notices: readonly FailureNotice[]) =>
  escalateFailures(
    ports(),
    notices.map((each) => ({ messageId: each.deliveryId ?? each.webhook?.id ?? '', notice: each })),
  );

test('a mail that SES refuses waits ever longer, but never half a day and more, and goes out once SES takes it', async () => {
  refused.add('bad@acme.example');
  expect(await escalate(notice('d1', 'bad@acme.example'))).toEqual(['d1']);
  // Counted once, and not done with: its message raises the alarm as a dead letter.
  expect(await escalate(notice('d1', 'bad@acme.example'))).toEqual(['d1']);
  const gaps: number[] = [];
  let last = clock.now().getTime();
  for (let sweeps = 0; sweeps < 1_000; sweeps += 1) {
    const before = asked;
    clock.advance(5 * minute);
    await mailDigests(ports());
    if (asked === before) continue;
    gaps.push(clock.now().getTime() - last);
    last = clock.now().getTime();
  }
  expect(gaps.slice(0, 4)).toEqual([5, 10, 20, 40].map((minutes) => minutes * minute));
  expect(Math.max(...gaps)).toBe(12 * hour);
  refused.clear();
  clock.advance(12 * hour);
  await mailDigests(ports());
  expect(mails).toEqual(['bad@acme.example: 1']);
  expect(await escalate(notice('d1', 'bad@acme.example'))).toEqual([]);
});

test('addresses that SES refuses do not hold up the mails of others', async () => {
  for (let n = 0; n < 200; n += 1) {
    refused.add(`bad${n}@acme.example`);
    await escalate(notice(`d${n}`, `bad${n}@acme.example`));
  }
  await escalate(notice('e1', 'good@acme.example'));
  await escalate(notice('e2', 'good@acme.example'));
  clock.advance(2 * 24 * hour);
  for (let sweeps = 0; sweeps < 2; sweeps += 1) {
    // The table looks up the 200 that are due the longest.
    const due = (await ledger.dueBy(clock.now().getTime())).slice(0, 200);
    await mailDigests({ ...ports(), ledger: withDue(due) });
  }
  expect(mails).toEqual(['good@acme.example: 1', 'good@acme.example: 1']);
});

const withDue = (due: Awaited<ReturnType<InMemoryEscalationLedger['dueBy']>>) => ({
  find: ledger.find.bind(ledger),
  write: ledger.write.bind(ledger),
  dueBy: async () => due,
});

test('the failures that a lane publishes at once are counted once, even if all are published again', async () => {
  await escalate(notice('first', 'good@acme.example'));
  const notices = Array.from({ length: 500 }, (_, n) => notice(`d${n}`, 'good@acme.example'));
  for (const repetition of [1, 2]) {
    for (let from = 0; from < notices.length; from += 10) await escalate(...notices.slice(from, from + 10));
    await escalate(notice(`between-${repetition}`, 'good@acme.example'));
  }
  clock.advance(24 * hour);
  await mailDigests(ports());
  expect(mails).toEqual(['good@acme.example: 1', 'good@acme.example: 502']);
});

const failing = (id: string, failingSince = '2026-01-01T00:00:00.000Z'): FailureNotice => ({
  kind: 'webhook.failing',
  space: 'acme',
  target: { kind: 'space', id: 'acme', name: 'acme' },
  webhook: { id, name: `Webhook ${id}`, failingSince },
  url: `https://${id}.example.com/`,
  error: 'HTTP 500.',
  ownerEmail: 'owner@acme.example',
});

test('webhooks that go down one after the other do not put off the mail', async () => {
  for (let n = 1; n <= 4; n += 1) {
    await escalate(failing(`w${n}`));
    clock.advance(3 * minute);
    await mailDigests(ports());
  }
  expect(mails).toEqual(['owner@acme.example: 4']);
  expect(texts[0]).toContain('will be disabled, unless its automatic disabling is off.');
});

test('a webhook is named once, even if it is published twice at once, and again when it fails again', async () => {
  await escalate(failing('w1'), failing('w1'), failing('w2'));
  clock.advance(10 * minute);
  await mailDigests(ports());
  expect(mails).toEqual(['owner@acme.example: 2']);
  expect(texts[0]?.match(/Webhook w1:/g)).toHaveLength(1);
  await escalate(failing('w1', '2026-01-02T00:00:00.000Z'));
  clock.advance(24 * hour);
  await mailDigests(ports());
  expect(mails).toEqual(['owner@acme.example: 2', 'owner@acme.example: 1']);
});

test('a hundred webhooks that go down together are in one mail, and each that follows within a day in the next', async () => {
  for (let n = 1; n <= 100; n += 1) {
    expect(await escalate(failing(`w${n}`))).toEqual([]);
    // Told twice, it counts once.
    await escalate(failing(`w${n}`));
  }
  expect(mails).toEqual([]);
  clock.advance(10 * minute);
  await mailDigests(ports());
  expect(mails).toEqual(['owner@acme.example: 100']);
  expect(texts[0]).toContain(
    'Webhook w20: https://w20.example.com/, failing since 2026-01-01T00:00:00.000Z: HTTP 500.',
  );
  expect(texts[0]).not.toContain('Webhook w21:');
  expect(texts[0]).toContain('Others: 80');
  await escalate(failing('w101'));
  clock.advance(23 * hour);
  await mailDigests(ports());
  expect(mails).toHaveLength(1);
  clock.advance(hour);
  await mailDigests(ports());
  expect(mails).toEqual(['owner@acme.example: 100', 'owner@acme.example: 1']);
  expect(texts[1]).toContain('Webhook w101:');
  expect(texts[1]).not.toContain('Others');
});
