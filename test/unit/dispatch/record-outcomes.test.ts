import { beforeEach, describe, expect, test } from '@jest/globals';
import { hasEnded } from '../../../functions/shared/deliveries/domain/delivery-course.ts';
import { confirm } from '../../../functions/shared/deliveries/domain/wait-item.ts';
import { reconciliationDueAt } from '../../../functions/shared/lanes/domain/lane-check.ts';
import { WriteFault } from '../../../functions/shared/platform/application/ports.ts';
import { CallLog, untilQuiet } from '../../support/call-log.ts';
import { DeliveryWorld } from '../../support/delivery-world.ts';
import { response } from '../../support/in-memory/scripted-sender.ts';
import { anEvent } from '../../support/records/event.ts';
import { aRule } from '../../support/records/execution.ts';
import { aMessage, aRuleMessage } from '../../support/records/message.ts';
import { aWebhook } from '../../support/records/webhook.ts';

const one = 'https://one.example.com/';
const two = 'https://two.example.com/';

let world: DeliveryWorld;
let log: CallLog;

beforeEach(begin);

async function begin(): Promise<void> {
  world = new DeliveryWorld();
  log = new CallLog();
  world.webhooks.put(aWebhook({ id: 'wh_1', url: one, retrySchedule: [60, 600] }));
  world.webhooks.put(aWebhook({ id: 'wh_2', url: two, retrySchedule: [60, 600] }));
  world.rules.put('rule_1', aRule());
  const receivedAt = world.clock.now().toISOString();
  await world.events.claim([{ event: anEvent(), envelopeId: 'envelope-1', receivedAt, targets: [] }]);
}

const fail = (url = one) => world.sender.answer(url, async () => response(500));
const writes = () =>
  log.calls.filter((call) => /put|write|recordFirst|change|remove|start|retries.send|publish/.test(call));

/** The first attempt of a delivery has failed, and its lane has released its retry. */
async function retryReleased(): Promise<void> {
  fail();
  await world.dispatch([aMessage('d1')]);
  world.clock.advance(70_000);
  await world.wake();
}

/** That every record which waits has its item, in a lane to which somebody comes. */
function expectNothingLost(): void {
  for (const delivery of world.deliveries.all.filter((each) => !hasEnded(each))) {
    expect(world.itemsOf(delivery).map((item) => confirm(item, delivery))).toContain('confirmed');
    const lane = world.lanes.get(delivery.webhookId);
    expect(lane).toMatchObject({ status: 'open' });
    expect(lane && reconciliationDueAt(lane)).toBeDefined();
  }
}

describe('what came of an attempt is written in an order in which a crash leaves too much and never too little', () => {
  test('the wait item, the lane with its execution, and then the record', async () => {
    fail();
    await world.dispatch([aMessage('d1')], log);
    expect(writes()).toEqual(['waits.put', 'lanes.write', 'runner.start', 'deliveries.recordFirst']);
  });

  test('and only then is the lease removed under which a retry was made', async () => {
    await retryReleased();
    await world.dispatchRetries(log);
    expect(writes()).toEqual(['waits.put', 'lanes.write', 'runner.start', 'deliveries.change', 'waits.remove']);
  });

  test('results are published after the record, from which they can be published again', async () => {
    world.webhooks.put(aWebhook({ id: 'wh_1', url: one, retrySchedule: [] }));
    fail();
    await world.dispatch([aMessage('d1')], log);
    expect(writes()).toEqual(['lanes.write', 'deliveries.recordFirst', 'results.publish']);
  });

  test("the response to a rule's step is stored before the record that names it, and its next step enqueued after", async () => {
    await world.dispatch([aRuleMessage('x_1')], log);
    expect(writes()).toEqual([
      'stepResponses.put',
      'waits.put',
      'lanes.write',
      'deliveries.recordFirst',
      'retries.send',
    ]);
  });

  test.each<[string, () => Promise<unknown>, () => Promise<unknown>]>([
    ['first attempts', async () => fail(), () => world.dispatch([aMessage('d1'), aMessage('d2')], log)],
    [
      'what a paused webhook holds',
      async () => world.webhooks.put(aWebhook({ id: 'wh_1', url: one, status: 'paused' })),
      () => world.dispatch([aMessage('d1')], log),
    ],
    ['a retry that fails', retryReleased, () => world.dispatchRetries(log)],
    [
      'a retry that succeeds',
      async () => {
        await retryReleased();
        world.sender.answer(one, async () => response(200));
      },
      () => world.dispatchRetries(log),
    ],
    ["a rule's first step", async () => undefined, () => world.dispatch([aRuleMessage('x_1')], log)],
    [
      "a rule's second step that fails",
      async () => {
        fail(two);
        await world.dispatch([aRuleMessage('x_1')]);
      },
      () => world.dispatchRetries(log),
    ],
  ])('so that nothing is lost in whichever call the function dies: %s', async (_, prepare, run) => {
    await prepare();
    await run();
    const calls = log.calls.length;
    for (let call = 1; call <= calls; call += 1) {
      await begin();
      await prepare();
      log.dieInCall(call);
      await Promise.race([run(), untilQuiet()]);
      expectNothingLost();
    }
  });
});

describe('what could not be prepared is not recorded, and its message alone comes again', () => {
  test('an item that could not be put', async () => {
    fail();
    const put = world.waits.put.bind(world.waits);
    world.waits.put = async (items) => [new WriteFault('Throttled'), ...(await put(items.slice(1)))];
    world.outcomes.refuseOnce(['d1']);
    expect(await world.dispatch([aMessage('d1'), aMessage('d2')])).toEqual(['message-d1']);
    expect(world.recordOf('d1')).toBeUndefined();
    expect(world.recordOf('d2')).toMatchObject({ status: 'retrying' });
    expect(world.faults).toEqual([new WriteFault('Throttled')]);
    expectNothingLost();
  });

  test('a lane that could not be written, for all that was to wait in it', async () => {
    fail();
    fail(two);
    const write = world.lanes.write.bind(world.lanes);
    world.lanes.write = async (lane) => {
      if (lane.webhookId === 'wh_1') throw new Error('throttled');
      return write(lane);
    };
    const messages = [aMessage('d1'), aMessage('d2', { webhookId: 'wh_2' }), aMessage('d3')];
    world.outcomes.refuseOnce(['d1', 'd3']);
    expect(await world.dispatch(messages)).toEqual(['message-d1', 'message-d3']);
    expect(world.recordOf('d1')).toBeUndefined();
    expect(world.recordOf('d2', 'wh_2')).toMatchObject({ status: 'retrying' });
    expect(world.faults).toEqual([new Error('throttled')]);
  });

  test('but a success is recorded though its lane could not be written, and is returned until it has been', async () => {
    fail();
    await world.dispatch([aMessage('d1')]);
    expect(world.lanes.get('wh_1')?.health?.failing).toMatchObject({ deliveryId: 'd1' });
    world.sender.answer(one, async () => response(200));
    const { write } = world.lanes;
    world.lanes.write = async () => {
      throw new Error('throttled');
    };
    world.outcomes.refuseOnce(['d2']);
    expect(await world.dispatch([aMessage('d2')])).toEqual(['message-d2']);
    expect(world.recordOf('d2')).toMatchObject({ status: 'succeeded' });
    world.lanes.write = write;
    const sent = world.sender.sent.length;
    expect(await world.dispatch([{ ...aMessage('d2'), receiveCount: 2 }])).toEqual([]);
    expect(world.sender.sent).toHaveLength(sent);
    expect(world.lanes.get('wh_1')?.health?.failing).toBeUndefined();
  });

  test("and so is the success of a rule's step, whose lane is not that of the next one", async () => {
    fail();
    await world.dispatch([aMessage('d1')]);
    world.sender.answer(one, async () => response(200));
    const write = world.lanes.write.bind(world.lanes);
    world.lanes.write = async (lane) => {
      if (lane.webhookId === 'wh_1') throw new Error('throttled');
      return write(lane);
    };
    world.outcomes.refuseOnce(['x_1']);
    expect(await world.dispatch([aRuleMessage('x_1')])).toEqual(['message-x_1']);
    world.lanes.write = write;
    expect(await world.dispatch([{ ...aRuleMessage('x_1'), receiveCount: 2 }])).toEqual([]);
    expect(world.lanes.get('wh_1')?.health?.failing).toBeUndefined();
  });

  test.each(['the record was written', 'no record was written'])(
    'and so it is by the deferred outcome, if %s',
    async (which) => {
      fail();
      await world.dispatch([aMessage('d1')]);
      world.sender.answer(one, async () => response(200));
      const [{ write }, { recordFirst }] = [world.lanes, world.deliveries];
      world.lanes.write = async () => {
        throw new Error('throttled');
      };
      if (which === 'no record was written') {
        world.deliveries.recordFirst = async (all) => all.map(() => new WriteFault('Throttled'));
      }
      expect(await world.dispatch([aMessage('d2')])).toEqual([]);
      world.lanes.write = write;
      world.deliveries.recordFirst = recordFirst;
      expect(await world.dispatchRetries()).toEqual([]);
      expect(world.recordOf('d2')).toMatchObject({ status: 'succeeded' });
      expect(world.lanes.get('wh_1')?.health?.failing).toBeUndefined();
    },
  );

  test('by which a 2xx that broke the contract of its kind is accepted, too', async () => {
    world.webhooks.put(aWebhook({ id: 'wh_1', url: one, kind: 'request_validation' }));
    fail();
    await world.dispatch([aMessage('d1')]);
    world.sender.answer(one, async () => response(200, 'not JSON'));
    const { recordFirst } = world.deliveries;
    const { write } = world.lanes;
    world.lanes.write = async () => {
      throw new Error('throttled');
    };
    world.deliveries.recordFirst = async (all) => all.map(() => new WriteFault('Throttled'));
    await world.dispatch([aMessage('d2')]);
    world.lanes.write = write;
    world.deliveries.recordFirst = recordFirst;
    await world.dispatchRetries();
    expect(world.recordOf('d2')).toMatchObject({ status: 'failed' });
    expect(world.lanes.get('wh_1')?.health?.failing).toBeUndefined();
  });

  test('a failure of a webhook for which nothing waits is noted all the same, once; and its lane stays closed', async () => {
    world.webhooks.put(aWebhook({ id: 'wh_1', url: one, retrySchedule: [] }));
    fail();
    for (const id of ['d1', 'd2', 'd3', 'd4']) await world.dispatch([aMessage(id)], log);
    expect(world.lanes.get('wh_1')).toMatchObject({
      status: 'closed',
      health: {
        failing: { deliveryId: 'd1', isSeveral: true },
        lastFailure: { reason: expect.stringContaining('500') },
      },
    });
    expect(log.calls.filter((call) => call === 'lanes.write')).toHaveLength(2);
    world.sender.answer(one, async () => response(200));
    await world.dispatch([aMessage('d5')], log);
    await world.dispatch([aMessage('d6')], log);
    expect(world.lanes.get('wh_1')).toMatchObject({ status: 'closed', health: { recoveredAt: expect.any(Number) } });
    expect(log.calls.filter((call) => call === 'lanes.write')).toHaveLength(3);
    expect(log.calls).not.toContain('runner.start');
  });
});

describe('a batch', () => {
  test('updates the lane with all failures, because one delivery shows little of the endpoint', async () => {
    fail();
    await world.dispatch([aMessage('d1'), aMessage('d2')], log);
    expect(world.lanes.get('wh_1')?.health?.failing).toMatchObject({ deliveryId: 'd1', isSeveral: true });
    expect(log.calls.filter((call) => call === 'lanes.write')).toHaveLength(1);
  });

  test('updates the lane of each of its webhooks once, for what is due first', async () => {
    fail();
    world.webhooks.put(aWebhook({ id: 'wh_1', url: one, retrySchedule: [600] }));
    world.webhooks.put(aWebhook({ id: 'wh_3', url: one, retrySchedule: [60] }));
    await world.dispatch(
      [aMessage('d1'), aMessage('d2'), aMessage('d3', { webhookId: 'wh_3' }), aMessage('d4', { webhookId: 'wh_3' })],
      log,
    );
    expect(writes().filter((call) => call === 'lanes.write')).toHaveLength(2);
    const due = ['d1', 'd2'].map((id) => Date.parse(world.recordOf(id)?.nextAttemptAt ?? ''));
    expect(world.lanes.get('wh_1')).toMatchObject({
      circuit: { failures: 2 },
      wake: { kind: 'sleeping', at: Math.min(...due) },
    });
    expect(world.lanes.get('wh_3')).toMatchObject({ circuit: { failures: 2 } });
  });

  test('of an endpoint that failed and then accepted counts as a success', async () => {
    let calls = 0;
    world.sender.answer(one, async () => response(++calls === 1 ? 500 : 200));
    await world.dispatch([aMessage('d1'), aMessage('d2')]);
    expect(world.lanes.get('wh_1')).toMatchObject({ status: 'open', circuit: { failures: 0 } });
  });

  test("updates the lane of a rule's step that failed, and the lanes of a step that succeeded and of the next one", async () => {
    fail();
    await world.dispatch([aMessage('d1')]);
    world.sender.answer(one, async () => response(200));
    await world.dispatch([aRuleMessage('x_1')]);
    expect(world.lanes.get('wh_1')).toMatchObject({ circuit: { failures: 0 } });
    expect(world.lanes.get('wh_2')).toMatchObject({ wake: { kind: 'none' }, circuit: { failures: 0 } });
    fail(two);
    await world.dispatchRetries();
    expect(world.lanes.get('wh_2')).toMatchObject({ wake: { kind: 'sleeping' }, circuit: { failures: 1 } });
    expect(world.lanes.get('wh_1')).toMatchObject({ circuit: { failures: 0 } });
  });
});

test('what another container recorded is not overwritten, its lease is removed, and its result published from the record', async () => {
  await retryReleased();
  world.sender.answer(one, async () => response(410));
  const change = world.deliveries.change.bind(world.deliveries);
  world.deliveries.change = async (changes) => {
    await change(changes.map(({ before, after }) => ({ before, after: { ...after, reason: 'The other one.' } })));
    return change(changes);
  };
  expect(await world.dispatchRetries()).toEqual([]);
  expect(world.recordOf('d1')).toMatchObject({ version: 2, status: 'failed', reason: 'The other one.' });
  expect(world.results.published).toMatchObject([{ kind: 'webhook.disabled', delivery: { reason: 'The other one.' } }]);
  expect(world.waits.of({ deliveryId: 'd1' })).toEqual([]);
});

test('what is put to wait keeps its event and the responses to its steps; what has ended needs neither', async () => {
  const kept: string[] = [];
  world.events.extendRetention = async (events) =>
    void kept.push(...events.map(({ envelopeId }) => `event ${envelopeId}`));
  world.stepResponses.extendRetention = async (responses) =>
    void kept.push(...responses.map(({ names }) => `${names.length} answers`));
  fail();
  await world.dispatch([aMessage('d1')]);
  world.sender.answer(one, async () => response(200));
  await world.dispatch([aMessage('d2'), aRuleMessage('x_1')]);
  expect(kept).toEqual(['event envelope-1', 'event envelope-1', '1 answers']);
});

test('what could not be kept for longer is recorded all the same', async () => {
  world.events.extendRetention = async () => {
    throw new Error('throttled');
  };
  fail();
  expect(await world.dispatch([aMessage('d1')])).toEqual([]);
  expect(world.recordOf('d1')).toMatchObject({ status: 'retrying' });
  expect(world.facts).toContain('retention not extended');
});

test('what was recorded but could not be followed up is followed up later, and not sent again', async () => {
  await retryReleased();
  world.sender.answer(one, async () => response(410));
  const { remove } = world.waits;
  world.waits.remove = async () => {
    throw new Error('throttled');
  };
  expect(await world.dispatchRetries()).toEqual([]);
  expect(world.facts).toContain('fault: retry-0');
  expect(world.recordOf('d1')).toMatchObject({ status: 'failed' });
  expect(world.results.published).toEqual([]);
  world.waits.remove = remove;
  expect(await world.dispatchRetries()).toEqual([]);
  expect(world.sender.sent).toHaveLength(2);
  expect(world.waits.of({ deliveryId: 'd1' })).toEqual([]);
  expect(world.results.published).toMatchObject([{ kind: 'webhook.disabled', delivery: { id: 'd1' } }]);
});
