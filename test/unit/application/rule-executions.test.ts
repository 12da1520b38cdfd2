import { beforeEach, describe, expect, test } from '@jest/globals';
import type { DispatchReport } from '../../../functions/shared/application/attempt-batch.ts';
import { dispatch } from '../../../functions/shared/application/dispatch-deliveries.ts';
import { retryDispatch } from '../../../functions/shared/application/dispatch-retries.ts';
import { failureNotice } from '../../../functions/shared/application/failure-notice.ts';
import { laneKeeper } from '../../../functions/shared/application/lane-keeper.ts';
import { WriteFault } from '../../../functions/shared/application/ports/write-fault.ts';
import { retryDelivery } from '../../../functions/shared/application/retry-delivery.ts';
import { VirtualClock } from '../../support/in-memory/clock.ts';
import { InMemoryDeliveryResults } from '../../support/in-memory/delivery-results.ts';
import { InMemoryDeliveryStore } from '../../support/in-memory/delivery-store.ts';
import { InMemoryEventStore } from '../../support/in-memory/event-store.ts';
import { InMemoryLaneRunner } from '../../support/in-memory/lane-runner.ts';
import { InMemoryLaneStore } from '../../support/in-memory/lane-store.ts';
import { InMemoryRateLimiter } from '../../support/in-memory/rate-limiter.ts';
import { InMemoryRetryQueue } from '../../support/in-memory/retry-queue.ts';
import { InMemoryRuleDirectory } from '../../support/in-memory/rules.ts';
import { response, ScriptedSender } from '../../support/in-memory/scripted-sender.ts';
import { InMemoryStepAnswers } from '../../support/in-memory/step-answers.ts';
import { InMemoryWebhookDirectory } from '../../support/in-memory/webhook-directory.ts';
import { anEvent } from '../../support/records/event.ts';
import { aRule } from '../../support/records/execution.ts';
import { aWebhook } from '../../support/records/webhook.ts';

const silent = () => {};
const ref = { ruleId: 'rule_1', deliveryId: 'x_1' };
const one = 'https://one.example.com/';
const two = 'https://two.example.com/';

/** Everything that carries rules out, with a retry queue that a test empties by hand. */
function makeWorld() {
  const clock = new VirtualClock();
  const webhooks = new InMemoryWebhookDirectory();
  const deliveries = new InMemoryDeliveryStore();
  const lanes = new InMemoryLaneStore();
  const events = new InMemoryEventStore();
  const retries = new InMemoryRetryQueue();
  const delayed: string[] = [];
  const report: DispatchReport = {
    attempted: silent,
    parked: silent,
    discarded: silent,
    duplicate: silent,
    delayed: ({ delivery }) => delayed.push(delivery.deliveryId),
    fault: ({ error }) => {
      throw error;
    },
  };
  const laneReport = { notStarted: silent, circuitOpened: silent, circuitClosed: silent };
  const ports = {
    clock,
    webhooks,
    configuration: webhooks,
    webhookSwitch: webhooks,
    deliveries,
    waiting: deliveries,
    events,
    rules: new InMemoryRuleDirectory(),
    answers: new InMemoryStepAnswers(),
    sender: new ScriptedSender(),
    results: new InMemoryDeliveryResults(),
    rates: new InMemoryRateLimiter(),
    pause: () => new Promise<never>(() => undefined),
    notifications: { find: async () => undefined },
    keeper: laneKeeper({ clock, lanes, runner: new InMemoryLaneRunner(), report: laneReport }),
    retries,
    version: '1.2.3',
    report,
  };
  const begin = (receiveCount = 1) => {
    const ids = { deliveryId: 'x_1', space: 'acme', eventId: 'evt_1', envelopeId: 'e', eventType: 'hit.detected' };
    const delivery = { ...ids, event: anEvent(), repeated: false, rule: { id: 'rule_1' } };
    return dispatch(ports).run([{ messageId: 'm', receiveCount, delivery }]);
  };
  const goOn = () =>
    retryDispatch(ports).run(retries.take().map((retry, index) => ({ messageId: `r${index}`, retry })));
  const record = async () => (await deliveries.find([ref]))[0];
  const bodies = () => ports.sender.sent.map(({ body }) => JSON.parse(new TextDecoder().decode(body)));
  return { ...ports, lanes, delayed, begin, goOn, record, bodies };
}

let world: ReturnType<typeof makeWorld>;

beforeEach(async () => {
  world = makeWorld();
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
    { event: anEvent(), envelopeId: 'e', receivedAt: '2026-01-01T00:00:00.000Z', targets: [] },
  ]);
});

describe('an execution', () => {
  test('whose step could not be written down is a fault with the code that the table gave', async () => {
    await world.begin();
    world.deliveries.change = async (changes) => changes.map(() => new WriteFault('AccessDenied'));
    await expect(world.goOn()).rejects.toThrow('The write was not accepted: AccessDenied');
  });

  test('calls its steps in order, hands on what they answered, and is recorded once', async () => {
    await world.begin();
    expect(world.sender.sent.map(({ url }) => url)).toEqual([one]);
    expect(world.retries.messages).toMatchObject([
      { webhookId: 'wh_2', ruleId: 'rule_1', deliveryId: 'x_1', evenIfOpen: false },
    ]);
    await world.goOn();
    expect(world.bodies()).toMatchObject([
      { execution_id: 'x_1', retries: 0, webhooks: [] },
      { execution_id: 'x_1', retries: 0, webhooks: [{ url: one, response: { ticket: 7 } }] },
    ]);
    expect(await world.record()).toMatchObject({
      state: 'succeeded',
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
    await world.begin();
    await world.goOn();
    expect(world.bodies()[1]).toMatchObject({ webhooks: [{ url: one, response: handedOn }] });
    expect(await world.record()).toMatchObject({ state: 'succeeded', attempts: { length: 2 } });
  });

  test('hands on no secret of the webhook that answered', async () => {
    world.webhooks.put(aWebhook({ id: 'wh_1', url: one, headers: { 'X-Key': 'hush-hush-0815' } }));
    world.sender.answer(one, async () => response(200, '{"ticket":7,"headers":{"x-key":"hush-hush-0815"}}'));
    await world.begin();
    await world.goOn();
    expect(world.bodies()[1]).toMatchObject({
      webhooks: [{ url: one, response: { ticket: 7, headers: { 'x-key': '***' } } }],
    });
    expect(JSON.stringify(await world.record())).not.toMatch(/hush/);
  });

  test('signs each step for its own webhook, under an id of its own', async () => {
    await world.begin();
    await world.goOn();
    const [first, second] = world.sender.sent;
    expect(first?.headers['webhook-signature']).toBeUndefined();
    expect(second?.headers).toMatchObject({
      'webhook-id': 'x_1-2',
      'webhook-signature': expect.stringMatching(/^v1,/),
    });
  });

  test('never calls the first step again, however often its message comes', async () => {
    await world.begin();
    await world.begin(2);
    await world.begin();
    await world.goOn();
    await world.begin(3);
    expect(world.sender.sent.map(({ url }) => url)).toEqual([one, two]);
  });

  test('goes on when the message for its next step is lost, in the lane of that step', async () => {
    await world.begin();
    world.retries.take();
    expect(world.lanes.get('wh_2')).toMatchObject({
      state: 'open',
      checkAt: world.clock.now().getTime() + 300_000,
    });
    expect(await world.waiting.query({ webhookId: 'wh_2', queue: 'leased', limit: 9 })).toMatchObject([ref]);
    expect(world.lanes.get('wh_1')).toBeUndefined();
  });

  test('reports a next step that its queue does not take, and returns nothing', async () => {
    world.retries.send = async () => {
      throw new Error('no');
    };
    expect(await world.begin()).toEqual([]);
    expect(world.delayed).toEqual(['x_1']);
  });

  test("waits for a retry in the failed step's lane, and counts it", async () => {
    world.sender.answer(two, async () => response(500));
    await world.begin();
    const first = world.clock.now().toISOString();
    await world.goOn();
    expect(await world.record()).toMatchObject({ state: 'retrying', webhookId: 'wh_2', place: { queue: 'scheduled' } });
    world.clock.advance(66_000);
    await release();
    expect(world.bodies().map(({ retries, created_at }) => [retries, created_at])).toEqual([
      [0, first],
      [0, first],
      [1, first],
    ]);
    expect(await world.record()).toMatchObject({ state: 'exhausted' });
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
    await world.begin();
    await world.goOn();
    expect(await world.record()).toMatchObject({ state: 'held', webhookId: 'wh_2', place: { queue: 'unsent' } });
    world.webhooks.put(aWebhook({ id: 'wh_2', url: two }));
    await release();
    expect(world.sender.sent.map(({ url }) => url)).toEqual([one, two]);
    expect(await world.record()).toMatchObject({ state: 'succeeded' });
  });

  test('goes on with the steps that it began with, and tells the owner of now', async () => {
    await world.begin();
    world.rules.put(
      'rule_1',
      aRule({ steps: [{ webhookId: 'wh_3' }], name: 'Renamed', enabled: false, ownerEmail: 'new@acme.example' }),
    );
    await world.goOn();
    expect(world.bodies()[1]).toMatchObject({ trigger: { rule_name: 'Tell the vendor' } });
    expect(await world.record()).toMatchObject({
      state: 'succeeded',
      execution: { steps: [{ webhookId: 'wh_1' }, { webhookId: 'wh_2' }], ownerEmail: 'new@acme.example' },
    });
  });

  test('ends when its rule is deleted', async () => {
    await world.begin();
    world.rules.delete('rule_1');
    await world.goOn();
    expect(await world.record()).toMatchObject({ state: 'discarded', reason: 'The rule was deleted.' });
    expect(world.sender.sent).toHaveLength(1);
  });

  test.each([
    ['deleted', () => world.webhooks.delete('wh_2'), 'The webhook was deleted.'],
    ['disabled', () => world.webhooks.put(aWebhook({ id: 'wh_2', status: 'disabled' })), 'The webhook is disabled.'],
  ])('ends at a webhook that is %s', async (_, change, reason) => {
    change();
    await world.begin();
    await world.goOn();
    expect(await world.record()).toMatchObject({ state: 'discarded', reason, execution: { step: 1 } });
  });

  test.each([
    ['is deleted', () => world.rules.delete('rule_1')],
    ['is disabled', () => world.rules.put('rule_1', aRule({ enabled: false }))],
  ])('does not begin once the rule %s', async (_, change) => {
    change();
    expect(await world.begin()).toEqual([]);
    expect(world.sender.sent).toEqual([]);
    expect(await world.record()).toBeUndefined();
  });

  test('fails when an answer is larger than may be handed on, and its owner hears', async () => {
    world.sender.answer(one, async () => ({ ...response(200, 'x'), truncated: true }));
    await world.begin();
    expect(await world.record()).toMatchObject({ state: 'failed', attempts: [{ failure: 'response_too_large' }] });
    expect(world.results.published).toMatchObject([{ kind: 'execution.failed' }]);
    expect(world.retries.messages).toEqual([]);
  });

  test('may call one webhook twice', async () => {
    world.rules.put('rule_1', aRule({ steps: [{ webhookId: 'wh_1' }, { webhookId: 'wh_1' }] }));
    await world.begin();
    await world.goOn();
    expect(world.sender.sent.map(({ headers }) => headers['webhook-id'])).toEqual(['x_1', 'x_1-2']);
    expect(await world.record()).toMatchObject({ state: 'succeeded' });
  });
});

describe('a retry by hand', () => {
  const retry = (requestId: string) => retryDelivery(world, { space: 'acme', requestId, ...ref });

  test('goes on from the failed step', async () => {
    world.sender.answer(two, async () => response(400));
    world.webhooks.put(aWebhook({ id: 'wh_2', url: two, retrySchedule: [] }));
    await world.begin();
    await world.goOn();
    expect(await world.record()).toMatchObject({ state: 'exhausted' });
    world.sender.answer(two, async () => response(200));
    expect(await retry('click')).toMatchObject({ kind: 'accepted' });
    expect(await retry('click')).toMatchObject({ kind: 'accepted' });
    await world.goOn();
    expect(await world.record()).toMatchObject({ state: 'succeeded', attempts: { length: 3 } });
    expect(world.bodies().at(-1)).toMatchObject({ retries: 1, webhooks: [{ url: one, response: { ticket: 7 } }] });
  });

  test('has nothing to do when no step failed, nor while it goes on', async () => {
    await world.begin();
    expect(await retry('early')).toMatchObject({ kind: 'still_going' });
    await world.goOn();
    expect(await retry('late')).toEqual({ kind: 'nothing_failed' });
  });
});

/** As the lane of the second step does. */
async function release() {
  const { waiting, clock } = world;
  const queues = ['scheduled', 'unsent'] as const;
  const found = (
    await Promise.all(queues.map((queue) => waiting.query({ webhookId: 'wh_2', queue, limit: 9 })))
  ).flat();
  const leaseUntil = new Date(clock.now().getTime() + 300_000).toISOString();
  expect(await waiting.lease(found.map((each) => ({ waiting: each, until: leaseUntil })))).toEqual(['changed']);
  for (const { webhookId, ruleId, deliveryId } of found) {
    const message = { space: 'acme', webhookId, ruleId, deliveryId, leaseUntil, evenIfOpen: false };
    await world.retries.send([{ message, delaySeconds: 0 }]);
  }
  await world.goOn();
}
