import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { cancelReplay, startReplay } from '../../../functions/shared/lanes/application/manage-replays.ts';
import { maxOpenReplays } from '../../../functions/shared/lanes/domain/lane.ts';
import { ok } from '../../../functions/shared/platform/application/outcome.ts';
import { StoreContended } from '../../../functions/shared/platform/application/ports.ts';
import { CallLog, untilQuiet } from '../../support/call-log.ts';
import { DeliveryWorld } from '../../support/delivery-world.ts';
import { aDelivery } from '../../support/records/delivery.ts';
import { aWebhook } from '../../support/records/webhook.ts';

const request = { space: 'acme', webhookId: 'wh_1', replayId: 'r1', since: '2025-01-01T00:00:00.000Z' };

let world: DeliveryWorld;
let now: number;
let log: CallLog;

beforeEach(begin);

function begin(): void {
  world = DeliveryWorld.withWebhook();
  now = world.clock.now().getTime();
  log = new CallLog();
  world.pause = async (ms) => world.clock.advance(ms);
}

const start = ({ replayId = request.replayId, ...changes }: Partial<typeof request & { until: string }> = {}) =>
  startReplay(world.container(log), { ...request, ...changes, replayId: async () => ok(replayId) });

describe('starting a replay', () => {
  test('updates the lane, which wakes at once, and then writes the replay', async () => {
    const until = world.clock.now().toISOString();
    const statuses = ['failed', 'exhausted', 'discarded'];
    expect(await start()).toMatchObject({
      ok: true,
      value: { id: 'r1', until, statuses, dryRun: false, status: 'running', matched: 0, version: 1 },
    });
    expect(world.lanes.get('wh_1')).toMatchObject({
      status: 'open',
      replays: [{ id: 'r1', requestedAt: now }],
      wake: { kind: 'sleeping', at: now },
    });
    expect(log.calls.filter((call) => /write|start/.test(call))).toEqual([
      'lanes.write',
      'runner.start',
      'replays.write',
    ]);
  });

  test('again with the same id is the same replay, as it stands', async () => {
    await start();
    const [before] = world.replays.all;
    if (before) await world.replays.write({ ...before, matched: 9, version: 2 });
    expect(await start({ since: '2020-01-01T00:00:00.000Z' })).toMatchObject({
      ok: true,
      value: { matched: 9, since: request.since },
    });
    expect(world.lanes.get('wh_1')?.replays).toHaveLength(1);
    expect(world.replays.all).toHaveLength(1);
  });

  test(`is refused beyond ${maxOpenReplays} that are open, but for one of these`, async () => {
    for (let index = 0; index < maxOpenReplays; index += 1) await start({ replayId: `r${index}` });
    expect(await start({ replayId: 'one too many' })).toMatchObject({
      ok: false,
      refusal: { kind: 'wrong_state', detail: expect.stringContaining(`${maxOpenReplays} replays`) },
    });
    expect(await start({ replayId: 'r3' })).toMatchObject({ ok: true });
  });

  test('is refused for a webhook that is disabled or not there, and waits on a paused one', async () => {
    expect(await start({ space: 'other' })).toMatchObject({ ok: false, refusal: { kind: 'not_found' } });
    world.webhooks.put(aWebhook({ status: 'disabled' }));
    expect(await start()).toMatchObject({ ok: false, refusal: { kind: 'wrong_state' } });
    expect(world.lanes.get('wh_1')).toBeUndefined();
    world.webhooks.put(aWebhook({ status: 'paused' }));
    expect(await start()).toMatchObject({ ok: true });
    expect(await world.wake()).toMatchObject({ next: 'sleep', waitSeconds: 3_600 });
    expect(world.lanes.get('wh_1')?.replays).toHaveLength(1);
  });

  test('never leaves one that nobody works on, in whichever call the function dies', async () => {
    await start();
    const calls = log.calls.length;
    for (let call = 1; call <= calls; call += 1) {
      begin();
      await world.deliveries.recordFirst([aDelivery({ id: '01KDX7R9K00000000000000000', status: 'failed' })]);
      log.dieInCall(call);
      await Promise.race([start({ until: '2027-01-01T00:00:00.000Z' }), untilQuiet()]);
      if (world.replays.all.length === 0) continue;
      expect(world.lanes.get('wh_1')).toMatchObject({ status: 'open', replays: [{ id: 'r1' }] });
      await world.wake();
      expect(world.replays.all).toMatchObject([{ status: 'completed', replayed: 1 }]);
    }
  });

  test('is waited for by its lane, that has woken before it was written down', async () => {
    const write = world.replays.write.bind(world.replays);
    world.replays.write = async (replay) => {
      world.replays.write = write;
      expect(await world.wake()).toMatchObject({ next: 'sleep', wakeAt: now + 60_000 });
      return write(replay);
    };
    await start();
    world.clock.advance(60_000);
    await world.wake();
    expect(world.replays.all).toMatchObject([{ status: 'completed' }]);
    expect(world.lanes.get('wh_1')).toMatchObject({ status: 'closed', replays: [] });
  });
});

describe('cancelling a replay', () => {
  const cancel = () => cancelReplay(world.container(), { webhookId: 'wh_1', replayId: 'r1' });

  test('ends it where it is, once', async () => {
    await start();
    expect(await cancel()).toMatchObject({ status: 'cancelled', version: 2 });
    expect(await cancel()).toMatchObject({ status: 'cancelled', version: 2 });
  });

  test('of one that is over, or is not there, changes nothing', async () => {
    expect(await cancel()).toBeUndefined();
    await start();
    const [before] = world.replays.all;
    if (before) await world.replays.write({ ...before, status: 'completed', version: 2 });
    expect(await cancel()).toMatchObject({ status: 'completed', version: 2 });
  });

  test('decides anew when its lane has worked on it meanwhile', async () => {
    await start();
    const write = world.replays.write.bind(world.replays);
    let writes = 0;
    world.replays.write = async (replay) => {
      writes += 1;
      const [before] = world.replays.all;
      if (writes === 1 && before) await write({ ...before, matched: 5, version: 2 });
      return write(replay);
    };
    expect(await cancel()).toMatchObject({ status: 'cancelled', matched: 5, version: 3 });
  });

  test('gives up when the replay is changed during each of five tries', async () => {
    await start();
    const write = jest.fn<typeof world.replays.write>().mockResolvedValue('written');
    for (let count = 0; count < 5; count += 1) write.mockResolvedValueOnce('conflict');
    world.replays.write = write;
    await expect(cancel()).rejects.toThrow(StoreContended);
    expect(await cancel()).toMatchObject({ status: 'cancelled' });
  });
});
