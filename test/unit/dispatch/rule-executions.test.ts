import { beforeEach, describe, expect, test } from '@jest/globals';
import { retryManually } from '../../../functions/shared/lanes/application/retry-manually.ts';
import { leaseMs } from '../../../functions/shared/lanes/domain/lease.ts';
import { WriteFault } from '../../../functions/shared/platform/application/ports.ts';
import { failureNotice } from '../../../functions/shared/results/application/failure-notice.ts';
import { DeliveryWorld } from '../../support/delivery-world.ts';
import { response } from '../../support/in-memory/scripted-sender.ts';
import { anEvent } from '../../support/records/event.ts';
import { aRule } from '../../support/records/execution.ts';
import { aRuleMessage } from '../../support/records/message.ts';
import { aWebhook } from '../../support/records/webhook.ts';

const ref = { ruleId: 'rule_1', deliveryId: 'x_1' };
const one = 'https://one.example.com/';
const two = 'https://two.example.com/';

let world: DeliveryWorld;

beforeEach(async () => {
  world = new DeliveryWorld();
  world.webhooks.put(aWebhook({ id: 'wh_1', url: one, retrySchedule: [60] }));
  world.webhooks.put(
    aWebhook({
      id: 'wh_2',
      url: two,
      retrySchedule: [60],
      secrets: [{ value: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }],
    }),
  );
  world.rules.put('rule_1', aRule());
  world.sender.answer(one, async () => response(200, '{"ticket":7}'));
  await world.events.claim([
    { event: anEvent(), envelopeId: 'envelope-1', receivedAt: '2026-01-01T00:00:00.000Z', targets: [] },
  ]);
});

const begin = (receiveCount = 1) => world.dispatch([aRuleMessage('x_1', receiveCount)]);
const goOn = () => world.dispatchRetries();
const record = () => world.deliveries.get(ref);
const called = () => world.sender.sent.map(({ url }) => url);
const bodies = () => world.sender.sent.map(({ body }) => JSON.parse(new TextDecoder().decode(body)));

/** The lane of the second step releases what is due, and that is attempted. */
async function release() {
  await world.wake('wh_2');
  await goOn();
}

describe('an execution', () => {
  test('whose step could not be written down is a fault with the code that the table gave', async () => {
    await begin();
    world.deliveries.change = async (changes) => changes.map(() => new WriteFault('AccessDenied'));
    world.outcomes.refuseOnce(['x_1']);
    expect(await goOn()).toEqual(['retry-0']);
    expect(world.faults).toEqual([new WriteFault('AccessDenied')]);
  });

  test('whose step could not be written down goes on with the outcome that was kept, and calls no step twice', async () => {
    await begin();
    const change = world.deliveries.change.bind(world.deliveries);
    world.deliveries.change = async (changes) => changes.map(() => new WriteFault('Throttled'));
    expect(await goOn()).toEqual([]);
    world.deliveries.change = change;
    await goOn();
    expect(called()).toEqual([one, two]);
    expect(world.recordOf('x_1', 'rule_1')).toMatchObject({ status: 'succeeded' });
  });

  test('calls its steps in order, passes on their responses, and is recorded once', async () => {
    await begin();
    expect(called()).toEqual([one]);
    expect(world.retries.messages).toMatchObject([
      { lease: { webhookId: 'wh_2', ruleId: 'rule_1', deliveryId: 'x_1', queue: 'leased' }, bypassCircuit: false },
    ]);
    await goOn();
    expect(bodies()).toMatchObject([
      { execution_id: 'x_1', retries: 0, webhooks: [] },
      { execution_id: 'x_1', retries: 0, webhooks: [{ url: one, response: { ticket: 7 } }] },
    ]);
    expect(record()).toMatchObject({
      status: 'succeeded',
      attempts: [
        { number: 1, step: 1, webhookId: 'wh_1' },
        { number: 2, step: 2, webhookId: 'wh_2' },
      ],
    });
    expect(world.retries.messages).toEqual([]);
  });

  test.each([
    ['a text', 'Ticket 7 "opened"\n', 'Ticket 7 "opened"\n'],
    ['nothing', '', ''],
    ['JSON of no kind that can be kept', '[1e400]', '[1e400]'],
    ['bytes that are no text', new Uint8Array(9).fill(0xff), '(binary content, 9 bytes)'],
  ])('hands on an answer that is %s', async (_, body, handedOn) => {
    world.sender.answer(one, async () => response(200, body));
    await begin();
    await goOn();
    expect(bodies()[1]).toMatchObject({ webhooks: [{ url: one, response: handedOn }] });
    expect(record()).toMatchObject({ status: 'succeeded', attempts: { length: 2 } });
  });

  test('passes on no secret of the webhook that responded', async () => {
    world.webhooks.put(aWebhook({ id: 'wh_1', url: one, headers: { 'X-Key': 'hush-hush-0815' } }));
    world.sender.answer(one, async () => response(200, '{"ticket":7,"headers":{"x-key":"hush-hush-0815"}}'));
    await begin();
    await goOn();
    expect(bodies()[1]).toMatchObject({
      webhooks: [{ url: one, response: { ticket: 7, headers: { 'x-key': '***' } } }],
    });
    expect(JSON.stringify(record())).not.toMatch(/hush/);
  });

  test('signs each step for its own webhook, under an id of its own', async () => {
    await begin();
    await goOn();
    const [first, second] = world.sender.sent;
    expect(first?.headers['webhook-signature']).toBeUndefined();
    expect(second?.headers).toMatchObject({
      'webhook-id': 'x_1-2',
      'webhook-signature': expect.stringMatching(/^v1,/),
    });
  });

  test('never calls the first step again, however often its message comes', async () => {
    await begin();
    await begin(2);
    await begin();
    await goOn();
    await begin(3);
    expect(called()).toEqual([one, two]);
  });

  test('goes on when the message for its next step is lost, in the lane of that step', async () => {
    await begin();
    world.retries.take();
    const leasedUntil = world.clock.now().getTime() + leaseMs;
    expect(world.lanes.get('wh_2')).toMatchObject({ status: 'open', wake: { kind: 'none' }, reconcileAt: leasedUntil });
    expect(world.waits.of(ref)).toMatchObject([{ ...ref, webhookId: 'wh_2', queue: 'leased' }]);
    expect(world.lanes.get('wh_1')).toBeUndefined();
    world.clock.advanceTo(leasedUntil);
    await world.reconcile();
    await release();
    expect(called()).toEqual([one, two]);
    expect(record()).toMatchObject({ status: 'succeeded' });
  });

  test('reports a next step that its queue does not take, and returns nothing', async () => {
    world.retries.send = async () => {
      throw new Error('no');
    };
    expect(await begin()).toEqual([]);
    expect(world.facts).toContain('delayed: x_1');
  });

  test('reports a next step that its queue has not accepted', async () => {
    world.retries.refuseOnce(['x_1']);
    expect(await begin()).toEqual([]);
    expect(world.facts).toContain('delayed: x_1');
  });

  test("waits for a retry in the failed step's lane, and counts it", async () => {
    world.sender.answer(two, async () => response(500));
    await begin();
    const first = world.clock.now().toISOString();
    await goOn();
    expect(record()).toMatchObject({ status: 'retrying', webhookId: 'wh_2', position: { queue: 'scheduled' } });
    world.clock.advance(66_000);
    await release();
    expect(bodies().map(({ retries, created_at }) => [retries, created_at])).toEqual([
      [0, first],
      [0, first],
      [1, first],
    ]);
    expect(record()).toMatchObject({ status: 'exhausted' });
    const [result] = world.results.published;
    expect(result && failureNotice(result)).toMatchObject({
      kind: 'delivery.exhausted',
      target: { kind: 'rule', id: 'rule_1', name: 'Tell the vendor' },
      url: two,
      ownerEmail: 'vera@acme.example',
    });
  });

  test('is held at a paused step, and earlier steps are not called again', async () => {
    world.webhooks.put(aWebhook({ id: 'wh_2', url: two, status: 'paused' }));
    await begin();
    await goOn();
    expect(record()).toMatchObject({ status: 'held', webhookId: 'wh_2', position: { queue: 'parked' } });
    world.webhooks.put(aWebhook({ id: 'wh_2', url: two }));
    await release();
    expect(called()).toEqual([one, two]);
    expect(record()).toMatchObject({ status: 'succeeded' });
  });

  test('continues with the steps that it started with, and notifies the present owner', async () => {
    await begin();
    world.rules.put(
      'rule_1',
      aRule({ steps: [{ webhookId: 'wh_3' }], name: 'Renamed', enabled: false, ownerEmail: 'new@acme.example' }),
    );
    await goOn();
    expect(bodies()[1]).toMatchObject({ trigger: { rule_name: 'Tell the vendor' } });
    expect(record()).toMatchObject({
      status: 'succeeded',
      execution: { steps: [{ webhookId: 'wh_1' }, { webhookId: 'wh_2' }], ownerEmail: 'new@acme.example' },
    });
  });

  test('ends when its rule is deleted', async () => {
    await begin();
    world.rules.delete('rule_1');
    await goOn();
    expect(record()).toMatchObject({ status: 'discarded', reason: 'The rule was deleted.' });
    expect(world.sender.sent).toHaveLength(1);
  });

  test.each([
    ['deleted', () => world.webhooks.delete('wh_2'), 'The webhook was deleted.'],
    ['disabled', () => world.webhooks.put(aWebhook({ id: 'wh_2', status: 'disabled' })), 'The webhook is disabled.'],
  ])('ends at a webhook that is %s', async (_, change, reason) => {
    change();
    await begin();
    await goOn();
    expect(record()).toMatchObject({ status: 'discarded', reason, execution: { step: 1 } });
  });

  test.each([
    ['is deleted', () => world.rules.delete('rule_1')],
    ['is disabled', () => world.rules.put('rule_1', aRule({ enabled: false }))],
  ])('does not begin once the rule %s', async (_, change) => {
    change();
    expect(await begin()).toEqual([]);
    expect(world.sender.sent).toEqual([]);
    expect(record()).toBeUndefined();
  });

  test('fails when a response is larger than may be passed on, and its owner is mailed', async () => {
    world.sender.answer(one, async () => ({ ...response(200, 'x'), truncated: true }));
    await begin();
    expect(record()).toMatchObject({ status: 'failed', attempts: [{ failure: 'response_too_large' }] });
    expect(world.results.published).toMatchObject([{ kind: 'execution.failed' }]);
    expect(world.retries.messages).toEqual([]);
  });

  test('may call one webhook twice', async () => {
    world.rules.put('rule_1', aRule({ steps: [{ webhookId: 'wh_1' }, { webhookId: 'wh_1' }] }));
    await begin();
    await goOn();
    expect(world.sender.sent.map(({ headers }) => headers['webhook-id'])).toEqual(['x_1', 'x_1-2']);
    expect(record()).toMatchObject({ status: 'succeeded' });
  });
});

describe('a manual retry', () => {
  const retry = (requestId: string) => retryManually(world.container(), { space: 'acme', requestId, ...ref });

  test('goes on from the failed step', async () => {
    world.sender.answer(two, async () => response(400));
    world.webhooks.put(aWebhook({ id: 'wh_2', url: two, retrySchedule: [] }));
    await begin();
    await goOn();
    expect(record()).toMatchObject({ status: 'exhausted' });
    world.sender.answer(two, async () => response(200));
    expect(await retry('click')).toMatchObject({ kind: 'accepted' });
    expect(await retry('click')).toMatchObject({ kind: 'accepted' });
    await goOn();
    expect(record()).toMatchObject({ status: 'succeeded', attempts: { length: 3 } });
    expect(bodies().at(-1)).toMatchObject({ retries: 1, webhooks: [{ url: one, response: { ticket: 7 } }] });
  });

  test('has nothing to do when no step failed, nor while it goes on', async () => {
    await begin();
    expect(await retry('early')).toMatchObject({ kind: 'still_going' });
    await goOn();
    expect(await retry('late')).toEqual({ kind: 'nothing_failed' });
  });
});
