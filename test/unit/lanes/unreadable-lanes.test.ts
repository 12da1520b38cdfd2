import { beforeEach, describe, expect, test } from '@jest/globals';
import { UnreadableLane } from '../../../functions/shared/lanes/application/found-lanes.ts';
import { reconcileLanes } from '../../../functions/shared/lanes/application/reconcile-lanes.ts';
import { retryManually } from '../../../functions/shared/lanes/application/retry-manually.ts';
import { openLane } from '../../../functions/shared/lanes/domain/lane-update.ts';
import { DeliveryWorld } from '../../support/delivery-world.ts';
import { response } from '../../support/in-memory/scripted-sender.ts';
import { anEvent } from '../../support/records/event.ts';
import { aRule } from '../../support/records/execution.ts';
import { aMessage, aRuleMessage } from '../../support/records/message.ts';
import { aWebhook } from '../../support/records/webhook.ts';

const one = 'https://one.example.com/';
const two = 'https://two.example.com/';

let world: DeliveryWorld;

/** Two webhooks, of which the lane of the second cannot be read. */
beforeEach(async () => {
  world = new DeliveryWorld();
  world.webhooks.put(aWebhook({ id: 'wh_1', url: one }));
  world.webhooks.put(aWebhook({ id: 'wh_2', url: two }));
  world.rules.put('rule_1', aRule());
  world.lanes.unreadable.add('wh_2');
  const receivedAt = world.clock.now().toISOString();
  await world.events.claim([{ event: anEvent(), envelopeId: 'envelope-1', receivedAt, targets: [] }]);
});

const called = () => world.sender.sent.map(({ url }) => url);
const fault = new UnreadableLane({ webhookId: 'wh_2', members: ['circuit'] });

describe('a lane that cannot be read', () => {
  test('returns the messages of its webhook before an attempt, and no others of the batch', async () => {
    const returned = await world.dispatch([aMessage('d1'), aMessage('d2', { webhookId: 'wh_2' }), aMessage('d3')]);
    expect(returned).toHaveLength(1);
    expect(called()).toEqual([one, one]);
    expect(world.recordOf('d1')).toMatchObject({ status: 'succeeded' });
    expect(world.recordOf('d3')).toMatchObject({ status: 'succeeded' });
    expect(world.faults).toEqual([fault]);
  });

  test('lets those go out as soon as it is corrected', async () => {
    await world.dispatch([aMessage('d2', { webhookId: 'wh_2' })]);
    world.lanes.unreadable.clear();
    expect(await world.dispatch([aMessage('d2', { webhookId: 'wh_2' })])).toEqual([]);
    expect(called()).toEqual([two]);
  });

  test('keeps the outcome of a step of a rule that would wait there, and no other outcome, from its record', async () => {
    world.sender.answer(one, async () => response(200, '{"ticket":7}'));
    expect(await world.dispatch([aRuleMessage('x_1'), aMessage('d1')])).toEqual([]);
    expect(world.recordOf('d1')).toMatchObject({ status: 'succeeded' });
    expect(world.deliveries.get({ ruleId: 'rule_1', deliveryId: 'x_1' })).toBeUndefined();
    expect(called()).toEqual([one, one]);
    world.lanes.unreadable.clear();
    expect(await world.dispatchRetries()).toEqual([]);
    expect(world.deliveries.get({ ruleId: 'rule_1', deliveryId: 'x_1' })).toMatchObject({ execution: { step: 1 } });
    expect(called()).toEqual([one, one]);
  });

  test('does not keep other lanes from being reconciled; then the reconciler fails', async () => {
    const long = world.clock.now().getTime() - 600_000;
    await world.lanes.write(openLane(undefined, { webhookId: 'wh_2', space: 'acme', dueAt: long }, long).lane);
    await world.lanes.write(openLane(undefined, { webhookId: 'wh_1', space: 'acme', dueAt: long + 1 }, long).lane);
    await expect(reconcileLanes(world.container())).rejects.toEqual(fault);
    expect(world.facts).toEqual(['restarted: wh_1']);
  });

  test('fails its own wake', async () => {
    await expect(world.wake('wh_2')).rejects.toEqual(fault);
  });

  test('refuses a manual retry before anything is written', async () => {
    world.lanes.unreadable.clear();
    world.sender.answer(two, async () => response(410));
    await world.dispatch([aMessage('d2', { webhookId: 'wh_2' })]);
    const before = world.recordOf('d2');
    world.lanes.unreadable.add('wh_2');
    world.webhooks.put(aWebhook({ id: 'wh_2', url: two }));
    const request = { space: 'acme', webhookId: 'wh_2', deliveryId: 'd2', requestId: 'r1' };
    await expect(retryManually(world.container(), request)).rejects.toEqual(fault);
    expect(world.recordOf('d2')).toEqual(before);
    expect(world.waits.size).toBe(0);
  });
});
