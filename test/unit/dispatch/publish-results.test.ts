import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Attempt, Delivery, QueuePosition } from '../../../functions/shared/deliveries/domain/delivery.ts';
import {
  publishResults,
  republishRecorded,
  republishResults,
} from '../../../functions/shared/dispatch/application/publish-results.ts';
import { openLane } from '../../../functions/shared/lanes/domain/lane-update.ts';
import { failureNotice } from '../../../functions/shared/results/application/failure-notice.ts';
import { DeliveryWorld } from '../../support/delivery-world.ts';
import { aDelivery } from '../../support/records/delivery.ts';
import { anExecution } from '../../support/records/execution.ts';
import { aWebhook } from '../../support/records/webhook.ts';

const day = (n: number) => `2026-01-0${n}T00:00:00.000Z`;
const ending = (failure: NonNullable<Attempt['failure']>, changes: Partial<Attempt> = {}): Attempt => ({
  number: 1,
  startedAt: day(2),
  durationMs: 5,
  reason: 'It failed.',
  failure,
  ...changes,
});
const ended = (failure: NonNullable<Attempt['failure']>, changes: Partial<Delivery> = {}) =>
  aDelivery({ status: 'failed', attempts: [ending(failure)], ...changes });

let world: DeliveryWorld;

beforeEach(() => {
  world = new DeliveryWorld();
  world.clock.advanceTo(Date.parse(day(5)));
  world.webhooks.put(aWebhook({ ownerEmail: 'wanda@acme.example' }));
});

/** A message comes again, though this is recorded. */
const again = (...deliveries: readonly Delivery[]) =>
  republishResults(
    world.container(),
    deliveries.map((delivery, index) => ({ messageId: `m${index}`, delivery })),
  );
const status = async (webhookId = 'wh_1') => (await world.webhooks.read({ space: 'acme', webhookId }))?.status;
const kinds = () => world.results.published.map(({ kind }) => kind);
const notices = () => world.results.published.map((result) => failureNotice(result));

describe('an endpoint that is gone', () => {
  test('has its webhook disabled, and its owner notified, however often that is repeated', async () => {
    await again(ended('gone'));
    await again(ended('gone'));
    expect(await status()).toBe('disabled');
    expect(kinds()).toEqual(['webhook.disabled', 'webhook.disabled']);
  });

  test('is ignored once its webhook was changed', async () => {
    world.webhooks.put(aWebhook({ updatedAt: day(3) }));
    await again(ended('gone'));
    expect(await status()).toBe('enabled');
    expect(world.results.published).toEqual([]);
  });

  test('counts for the attempt that received it, not for earlier ones, nor for the last of several that received it', async () => {
    world.webhooks.put(aWebhook({ updatedAt: day(3) }));
    const attempts = [ending('server_error', { startedAt: day(1) }), ending('gone', { number: 2, startedAt: day(4) })];
    await again(ended('gone', { attempts }));
    expect(await status()).toBe('disabled');
    expect(kinds()).toEqual(['webhook.disabled']);
  });

  test('counts if the latest of a batch came after the change', async () => {
    world.webhooks.put(aWebhook({ updatedAt: day(3) }));
    const told = (id: string, startedAt: string) => ({
      messageId: id,
      after: ended('gone', { id, attempts: [ending('gone', { startedAt })] }),
      webhook: aWebhook(),
    });
    expect(
      await publishResults(world.container(), [told('d1', day(2)), told('d2', day(4)), told('d3', day(1))]),
    ).toEqual([]);
    expect(await status()).toBe('disabled');
    expect(kinds()).toEqual(['webhook.disabled', 'webhook.disabled', 'webhook.disabled']);
  });

  test('has its lane woken, which ends what waits', async () => {
    const update = { webhookId: 'wh_1', space: 'acme', dueAt: Date.parse(day(6)) };
    await world.lanes.write(openLane(undefined, update, Date.parse(day(5))).lane);
    await again(ended('gone'));
    expect(world.lanes.get('wh_1')).toMatchObject({ wake: { kind: 'sleeping', at: Date.parse(day(5)) } });
  });

  test('is the matter of its owner, and of the owner of the rule that called it', async () => {
    await again(anExecution({ status: 'failed', attempts: [ending('gone')] }));
    expect(await status()).toBe('disabled');
    expect(notices()).toMatchObject([
      {
        kind: 'webhook.disabled',
        target: { kind: 'webhook', id: 'wh_1', name: 'Alerts' },
        ownerEmail: 'wanda@acme.example',
      },
      { kind: 'execution.failed', target: { kind: 'rule', id: 'rule_1' }, ownerEmail: 'vera@acme.example' },
    ]);
  });

  test("is the rule's owner's matter still when the webhook was changed", async () => {
    world.webhooks.put(aWebhook({ updatedAt: day(3) }));
    await again(anExecution({ status: 'failed', attempts: [ending('gone')] }));
    expect(notices()).toMatchObject([{ kind: 'execution.failed' }]);
  });
});

test.each(['gone', 'blocked_address'] as const)(
  'what an earlier round came to is not told again: %s',
  async (failure) => {
    const round = { id: 'r', trigger: 'replay', startedAt: day(4), attemptsBefore: 1 } as const;
    await again(ended(failure, { status: 'discarded', reason: 'The event is no longer kept.', round }));
    expect(await status()).toBe('enabled');
    expect(world.results.published).toEqual([]);
  },
);

describe('the result of a delivery', () => {
  const manual = { id: 'r', trigger: 'manual', startedAt: day(1), attemptsBefore: 0 } as const;
  const replayed = { ...manual, trigger: 'replay' } as const;

  test.each<[string, Delivery, readonly string[]]>([
    ['that succeeded, of a kind whose answer nobody uses', aDelivery(), []],
    ['that is exhausted', aDelivery({ status: 'exhausted' }), ['delivery.exhausted']],
    ['that is exhausted, of a replay', aDelivery({ status: 'exhausted', round: replayed }), ['delivery.exhausted']],
    ['that is exhausted, by hand: a human watched', aDelivery({ status: 'exhausted', round: manual }), []],
    ['whose address is forbidden', ended('blocked_address'), ['delivery.blocked']],
    ['that failed, of a kind whose answer nobody uses', ended('response_too_large'), []],
    ['that was discarded', aDelivery({ status: 'discarded' }), []],
    ['that was carried out for a rule', anExecution({ status: 'succeeded' }), []],
    [
      'that failed for a rule',
      anExecution({ status: 'failed', attempts: [ending('response_too_large')] }),
      ['execution.failed'],
    ],
    ['that is exhausted for a rule', anExecution({ status: 'exhausted' }), ['delivery.exhausted']],
  ])('%s', async (_, delivery, expected) => {
    await again(delivery);
    expect(kinds()).toEqual(expected);
  });

  test.each(['provisioning', 'deprovisioning', 'request_validation', 'pre_approval'] as const)(
    'of the kind %s is what somebody waits for',
    async (kind) => {
      world.webhooks.put(aWebhook({ kind }));
      await again(aDelivery(), ended('response_contract'), anExecution({ status: 'succeeded' }));
      expect(kinds()).toEqual(['delivery.succeeded', 'delivery.failed']);
    },
  );
});

describe('a delivery whose webhook is gone', () => {
  beforeEach(() => world.webhooks.delete('wh_1'));

  test("is nobody's matter, but for the owner of the rule that it belongs to", async () => {
    await again(aDelivery({ status: 'exhausted' }), ended('gone'), ended('response_too_large'));
    expect(world.results.published).toEqual([]);
    await again(
      anExecution({ status: 'exhausted' }),
      anExecution({ status: 'failed', attempts: [ending('gone')] }),
      anExecution({ status: 'succeeded' }),
      anExecution({ status: 'discarded' }),
    );
    expect(notices()).toMatchObject([
      {
        kind: 'delivery.exhausted',
        target: { kind: 'rule', id: 'rule_1', name: 'Tell the vendor' },
        url: 'of a webhook that was deleted',
        ownerEmail: 'vera@acme.example',
      },
      { kind: 'execution.failed', target: { kind: 'rule', id: 'rule_1' }, error: 'It failed.' },
    ]);
  });

  test("is nobody's matter when a human retried it by hand", async () => {
    const round = { id: 'r', trigger: 'manual', startedAt: day(1), attemptsBefore: 0 } as const;
    await again(anExecution({ status: 'exhausted', round }));
    expect(world.results.published).toEqual([]);
  });
});

describe('a delivery that waits', () => {
  const at = Date.parse(day(7));
  const waiting = (queue: QueuePosition['queue']) =>
    again(aDelivery({ status: 'pending', position: { queue, dueAt: day(7) } }));

  test('has its lane made to wake for it, in case the function died before', async () => {
    await waiting('scheduled');
    expect(world.lanes.get('wh_1')).toMatchObject({ status: 'open', wake: { kind: 'sleeping', at } });
    world = new DeliveryWorld();
    await waiting('leased');
    expect(world.lanes.get('wh_1')).toMatchObject({ status: 'open', wake: { kind: 'none' }, reconcileAt: at });
    world = new DeliveryWorld();
    await waiting('parked');
    const now = world.clock.now().getTime();
    expect(world.lanes.get('wh_1')).toMatchObject({ status: 'open', wake: { kind: 'sleeping', at: now } });
    expect(world.results.published).toEqual([]);
  });

  test('has its message come again when that cannot be done, and that message alone', async () => {
    world.lanes.write = async () => {
      throw new Error('throttled');
    };
    const position = { queue: 'scheduled', dueAt: day(7) } as const;
    const all = [aDelivery({ status: 'exhausted' }), aDelivery({ id: 'd2', status: 'retrying', position })];
    expect(await again(...all)).toEqual(['m1']);
    expect(kinds()).toEqual(['delivery.exhausted']);
  });
});

test('results that were not accepted have all their messages come again, and those that did not end are done with', async () => {
  world.results.publish = async () => {
    throw new Error('throttled');
  };
  const position = { queue: 'scheduled', dueAt: day(7) } as const;
  const written = [
    { messageId: 'm0', after: aDelivery({ status: 'exhausted' }), webhook: aWebhook() },
    { messageId: 'm1', after: aDelivery({ id: 'd2', status: 'retrying', position }), webhook: aWebhook() },
    { messageId: 'm2', after: ended('blocked_address', { id: 'd3' }), webhook: aWebhook() },
  ];
  expect(await publishResults(world.container(), written)).toEqual(['m0', 'm2']);
  expect(world.facts).toEqual(['fault: m0,m2']);
});

test('what another container recorded is published as it is recorded, and repeated by its own message', async () => {
  await world.deliveries.recordFirst([
    aDelivery({ id: 'd1', status: 'exhausted', reason: 'Theirs.' }),
    aDelivery({ id: 'd2', status: 'exhausted' }),
  ]);
  const mine = ['d1', 'd2'].map((id) => ({
    messageId: `of ${id}`,
    after: aDelivery({ id, status: 'discarded' }),
    webhook: aWebhook(),
  }));
  const publish = world.results.publish.bind(world.results);
  world.results.publish = async (results) => {
    if (results.some(({ delivery }) => delivery.id === 'd2')) throw new Error('throttled');
    return publish(results);
  };
  expect(await republishRecorded(world.container(), mine)).toEqual(['of d2']);
  expect(world.results.published).toMatchObject([{ kind: 'delivery.exhausted', delivery: { reason: 'Theirs.' } }]);
  expect(await republishRecorded(world.container(), [])).toEqual([]);
});
