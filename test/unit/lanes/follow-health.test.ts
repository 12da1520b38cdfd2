import { beforeEach, describe, expect, test } from '@jest/globals';
import { encodeTime } from 'ulid';
import { startReplay } from '../../../functions/shared/lanes/application/manage-replays.ts';
import type { FailingWebhooks } from '../../../functions/shared/lanes/application/ports.ts';
import { type WakeOutcome, wakeLane } from '../../../functions/shared/lanes/application/wake-lane.ts';
import { ok } from '../../../functions/shared/platform/application/outcome.ts';
import { updateLaneOfWebhook } from '../../../functions/shared/webhooks/application/webhook-changes.ts';
import type { Webhook } from '../../../functions/shared/webhooks/domain/webhook.ts';
import { CallLog, untilQuiet } from '../../support/call-log.ts';
import { DeliveryWorld } from '../../support/delivery-world.ts';
import { response } from '../../support/in-memory/scripted-sender.ts';
import { anEvent } from '../../support/records/event.ts';
import { aMessage } from '../../support/records/message.ts';
import { aWebhook } from '../../support/records/webhook.ts';

const url = 'https://one.example.com/';
const hour = 3_600_000;
const day = 24 * hour;
const ref = { space: 'acme', webhookId: 'wh_1' };

let world: DeliveryWorld;
let log: CallLog;
let sent = 0;
beforeEach(begin);

async function begin(): Promise<void> {
  sent = 0;
  world = new DeliveryWorld();
  log = new CallLog();
  // Without retries, so that its lane is closed whenever something is due.
  world.webhooks.put(aWebhook({ url, retrySchedule: [] }));
  const receivedAt = world.clock.now().toISOString();
  await world.events.claim([{ event: anEvent(), envelopeId: 'envelope-1', receivedAt, targets: [] }]);
  fail();
}

const fail = () => world.sender.answer(url, async () => response(500));
const answer = () => world.sender.answer(url, async () => response(200));
async function deliver(): Promise<string> {
  sent += 1;
  const id = `${encodeTime(world.clock.now().getTime())}${String(sent).padStart(16, '0')}`;
  await world.dispatch([aMessage(id)]);
  return id;
}
/** Two deliveries fail, and so long after it another. */
async function failFor(ms: number): Promise<void> {
  await deliver();
  await deliver();
  world.clock.advance(ms);
  await deliver();
}
/** Time passes in a wake alone, or every endpoint would be slow. */
async function wake(calls?: CallLog): Promise<WakeOutcome> {
  const { pause } = world;
  world.pause = async (ms) => world.clock.advance(ms);
  const answered = await world.wake('wh_1', calls);
  world.pause = pause;
  return answered;
}
const webhook = () => world.webhooks.get(ref);
const lane = () => world.lanes.get('wh_1');
const published = () => world.healthMessages.published.map(({ change }) => change.kind);
async function change(changes: Partial<Webhook>): Promise<void> {
  const before = webhook();
  if (before === undefined) throw new Error('It is gone.');
  const at = world.clock.now().toISOString();
  const isFresh = changes.url !== undefined || before.status === 'disabled';
  const times = { ...(changes.status && { statusSince: at }), ...(isFresh && { freshSince: at }) };
  const after = { ...before, ...changes, ...times, version: before.version + 1 };
  world.webhooks.put(after);
  await updateLaneOfWebhook(world.container(), { ...ref, before, after });
}

describe('a webhook that does nothing but fail', () => {
  test('is disabled after five days, which is published once', async () => {
    await failFor(5 * day - 1);
    await wake();
    expect(webhook()?.status).toBe('enabled');
    world.clock.advance(5 * 60_000);
    await deliver();
    expect(lane()).toMatchObject({ status: 'open', wake: { kind: 'sleeping' } });
    await wake();
    expect(webhook()).toMatchObject({ status: 'disabled', version: 2, statusSince: world.clock.now().toISOString() });
    expect(published()).toEqual(['webhook.failing', 'webhook.disabled']);
    expect(lane()).toMatchObject({ status: 'closed', health: { unpublished: [] } });
    await wake();
    await world.reconcile();
    expect(published()).toHaveLength(2);
  });

  test('is published as failing after a day, once, and as recovered when it succeeds', async () => {
    await failFor(day);
    await wake();
    world.clock.advance(hour);
    await deliver();
    await wake();
    expect(published()).toEqual(['webhook.failing']);
    answer();
    await deliver();
    await wake();
    await deliver();
    expect(published()).toEqual(['webhook.failing', 'webhook.recovered']);
    expect(lane()).toMatchObject({ status: 'closed', health: { unpublished: [] } });
    expect(world.healthMessages.published.map(({ change }) => change.failingSince)).toEqual([
      Date.UTC(2026, 0, 1),
      Date.UTC(2026, 0, 1),
    ]);
  });

  test('is left as it is when it is paused or deleted meanwhile, or says never', async () => {
    await failFor(5 * day);
    world.webhooks.put(aWebhook({ url, status: 'paused', version: 2 }));
    await wake();
    expect(webhook()?.status).toBe('paused');
    world.webhooks.put(aWebhook({ url, disableAfterFailingSeconds: null, version: 3 }));
    await world.reconcile();
    await wake();
    expect(webhook()?.status).toBe('enabled');
    world.webhooks.delete('wh_1');
    await wake();
    expect(published()).toEqual([]);
  });

  test('is not disabled if its endpoint accepts an attempt at that moment', async () => {
    await failFor(5 * day);
    const ports = world.container();
    const disable: FailingWebhooks['disable'] = async (request) => {
      answer();
      await deliver();
      return ports.failingWebhooks.disable(request);
    };
    const generation = lane()?.generation ?? 0;
    const request = { ...ref, generation, wakeAt: world.clock.now().getTime(), wakes: 0 };
    await wakeLane({ ...ports, failingWebhooks: { disable } }, request);
    expect(sent).toBe(4);
    expect(webhook()?.status).toBe('enabled');
    expect(lane()?.health?.failing).toBeUndefined();
    expect(published()).toEqual([]);
  });

  test('starts anew with another URL, and after it was enabled', async () => {
    await failFor(5 * day);
    await wake();
    expect(webhook()?.status).toBe('disabled');
    await change({ status: 'enabled' });
    await failFor(day - 1);
    await wake();
    expect(webhook()?.status).toBe('enabled');
    const other = 'https://two.example.com/';
    world.sender.answer(other, async () => response(500));
    await change({ url: other });
    await failFor(5 * day - 1);
    await wake();
    expect(webhook()?.status).toBe('enabled');
  });

  test('is not charged with its pauses, and keeps what was counted before them, though its lane is closed', async () => {
    await failFor(3 * day);
    await wake();
    for (const status of ['paused', 'enabled'] as const) {
      world.clock.advance(5 * day);
      await change({ status });
    }
    await failFor(2 * day - 1);
    await wake();
    expect(webhook()?.status).toBe('enabled');
    world.clock.advance(5 * 60_000);
    await deliver();
    await wake();
    expect(webhook()?.status).toBe('disabled');
  });

  test('is seen to at once, though its lane sleeps until a retry', async () => {
    world.webhooks.put(aWebhook({ url, retrySchedule: [(2 * day) / 1000] }));
    await failFor(day);
    expect(lane()?.wake).toEqual({ kind: 'sleeping', at: world.clock.now().getTime() });
    await wake();
    answer();
    await deliver();
    expect(lane()?.wake).toEqual({ kind: 'sleeping', at: world.clock.now().getTime() });
    await wake();
    expect(published()).toEqual(['webhook.failing', 'webhook.recovered']);
  });

  test('is published as recovered after it was enabled and succeeds', async () => {
    await failFor(5 * day);
    await wake();
    await change({ status: 'enabled' });
    answer();
    await deliver();
    await wake();
    expect(published()).toEqual(['webhook.disabled', 'webhook.recovered']);
  });
});

test('what waits is discarded with the disabling, and so is what comes; all of it can be replayed', async () => {
  world.webhooks.put(aWebhook({ url, retrySchedule: [hour / 1000, 2 * (hour / 1000)] }));
  await deliver();
  await deliver();
  world.clock.advance(5 * day);
  const waited = await deliver();
  await wake();
  expect(webhook()?.status).toBe('disabled');
  const came = await deliver();
  expect([waited, came].map((id) => world.recordOf(id)?.status)).toEqual(['discarded', 'discarded']);
  await change({ status: 'enabled' });
  answer();
  const since = '2025-01-01T00:00:00.000Z';
  expect(await startReplay(world.container(), { ...ref, since, replayId: async () => ok('r1') })).toMatchObject({
    ok: true,
  });
  await wake();
  await wake();
  await world.dispatchRetries();
  expect([waited, came].map((id) => world.recordOf(id)?.status)).toEqual(['succeeded', 'succeeded']);
});

describe('when a function dies', () => {
  test.each([
    ['that disables', 'webhook.disabled', () => failFor(5 * day)],
    ['that warns', 'webhook.failing', () => failFor(day)],
    [
      'that tells of a recovery',
      'webhook.recovered',
      async () => {
        await failFor(day);
        await wake();
        answer();
        await deliver();
      },
    ],
  ] as const)('%s, in whichever call, all is decided once and told', async (_what, kind, prepare) => {
    await prepare();
    await wake(log);
    const calls = log.calls.length;
    expect(calls).toBeGreaterThan(4);
    for (let call = 1; call <= calls; call += 1) {
      await begin();
      await prepare();
      log.dieInCall(call);
      void wake(log);
      await untilQuiet();
      world.clock.advance(5 * 60_000);
      await world.reconcile();
      if (lane()?.status === 'open') await wake();
      const messages = world.healthMessages.published.filter((each) => each.change.kind === kind);
      expect(new Set(messages.map((each) => each.change.at)).size).toBe(1);
      expect(lane()).toMatchObject({ status: 'closed', health: { unpublished: [] } });
      expect(webhook()?.status).toBe(kind === 'webhook.disabled' ? 'disabled' : 'enabled');
    }
  });

  test('before it starts the lane, the reconciler does', async () => {
    world.runner.start = async () => {
      throw new Error('throttled');
    };
    await failFor(day);
    expect(published()).toEqual([]);
    world.clock.advance(3 * 60_000);
    await world.reconcile();
    expect(world.facts).toContain('restarted: wh_1');
    await wake();
    expect(published()).toEqual(['webhook.failing']);
  });
});

test('an unpublished change of health is dropped when the webhook is deleted', async () => {
  await failFor(day);
  world.healthMessages.publish = async () => {
    throw new Error('throttled');
  };
  expect(await wake()).toMatchObject({ next: 'sleep' });
  world.webhooks.delete('wh_1');
  expect(await wake()).toEqual({ next: 'end' });
  expect(lane()).toMatchObject({ status: 'closed', health: { unpublished: [] } });
});

test('a wake that is replaced before it has decided leaves everything to its successor', async () => {
  await failFor(5 * day);
  const generation = lane()?.generation ?? 0;
  const disable: FailingWebhooks['disable'] = async () => {
    world.clock.advance(3 * 60_000);
    await world.reconcile();
    return 'conflict';
  };
  const request = { ...ref, generation, wakeAt: world.clock.now().getTime(), wakes: 0 };
  expect(await wakeLane({ ...world.container(), failingWebhooks: { disable } }, request)).toEqual({ next: 'end' });
  expect(webhook()?.status).toBe('enabled');
  await wake();
  expect(webhook()?.status).toBe('disabled');
  expect(published()).toEqual(['webhook.disabled']);
});

test('what the bus does not accept is published again in a minute, and the lane stays open until then', async () => {
  await failFor(day);
  const { publish } = world.healthMessages;
  world.healthMessages.publish = async () => {
    throw new Error('throttled');
  };
  const wakeAt = world.clock.now().getTime() + 60_000;
  expect(await wake()).toMatchObject({ next: 'sleep', wakeAt });
  expect(world.facts).toContain('health not published: wh_1');
  world.healthMessages.publish = publish;
  world.clock.advanceTo(wakeAt);
  expect(await wake()).toEqual({ next: 'end' });
  expect(published()).toEqual(['webhook.failing']);
});
