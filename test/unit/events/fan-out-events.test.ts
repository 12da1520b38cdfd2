import { beforeEach, describe, expect, test } from '@jest/globals';
import { lazySchemaValidator } from '../../../functions/shared/events/adapters/lazy-schema-validator.ts';
import { type FanOutMessage, fanOutEvents } from '../../../functions/shared/events/application/fan-out-events.ts';
import type { FanOutReport } from '../../../functions/shared/events/application/fan-out-report.ts';
import type { EventTypeDirectory } from '../../../functions/shared/events/application/ports.ts';
import { duplicateWindowMs, maxInlineEventBytes } from '../../../functions/shared/events/application/ports.ts';
import { compileFilter } from '../../../functions/shared/events/domain/event-filter.ts';
import type { EventTypeFields } from '../../../functions/shared/events/domain/event-type.ts';
import { WriteFault } from '../../../functions/shared/platform/application/ports.ts';
import type { JsonObject } from '../../../functions/shared/platform/domain/merge-patch.ts';
import { VirtualClock } from '../../support/in-memory/clock.ts';
import { InMemoryDeliveryQueue } from '../../support/in-memory/delivery-queue.ts';
import { InMemoryEventStore } from '../../support/in-memory/event-store.ts';
import { InMemoryFanOutQueue } from '../../support/in-memory/fan-out-queue.ts';
import { InMemoryScorecardDirectory } from '../../support/in-memory/rules.ts';
import { InMemorySubscriberDirectory } from '../../support/in-memory/subscriber-directory.ts';
import { anEnvelope } from '../../support/records/envelope.ts';

let subscribers: InMemorySubscriberDirectory;
let scorecards: InMemoryScorecardDirectory;
let events: InMemoryEventStore;
let deliveries: InMemoryDeliveryQueue;
let queue: InMemoryFanOutQueue;
let clock: VirtualClock;
let facts: string[];

const report: FanOutReport = {
  rejected: ({ reason }) => facts.push(`rejected: ${reason}`),
  duplicate: ({ id }) => facts.push(`duplicate: ${id}`),
  fannedOut: (fannedOut) =>
    facts.push(...fannedOut.map(({ event, deliveries: count }) => `fanned out: ${event.id} to ${count}`)),
  filtersUndecided: ({ event, targets }) => facts.push(`undecided: ${event.id} for ${targets}`),
  fault: ({ error }) => facts.push(`fault: ${error instanceof Error ? error.message : error}`),
};

const eventTypes = new Map<string, EventTypeFields>();

beforeEach(() => {
  eventTypes.clear();
  subscribers = new InMemorySubscriberDirectory(2);
  scorecards = new InMemoryScorecardDirectory();
  events = new InMemoryEventStore();
  deliveries = new InMemoryDeliveryQueue();
  queue = new InMemoryFanOutQueue();
  clock = new VirtualClock();
  facts = [];
  subscribers.addSpace('acme');
  subscribe('wh_1');
});

const subscribe = (webhookId: string) =>
  subscribers.subscribe({ space: 'acme', webhookId, patterns: ['hit.detected'] });

const described: EventTypeDirectory = { find: async ({ type }) => eventTypes.get(type) };

const run = (messages: readonly FanOutMessage[], types = described) =>
  fanOutEvents(
    {
      eventTypes: types,
      schemas: lazySchemaValidator(),
      clock,
      subscribers,
      scorecards,
      events,
      deliveries,
      queue,
      report,
    },
    messages,
  );

const ref = { space: 'acme', eventId: 'evt_1', envelopeId: 'envelope-1' };

const message = (body: string, messageId = 'm1'): FanOutMessage => ({ kind: 'event', messageId, body });

test('sends one message per subscribed webhook, with the event in it, and stores the event', async () => {
  subscribe('wh_2');
  expect(await run([message(anEnvelope())])).toEqual([]);
  expect(deliveries.messages).toMatchObject([
    { webhookId: 'wh_1', eventId: 'evt_1', event: { data: { severity: 3 } }, repeated: false },
    { webhookId: 'wh_2', eventId: 'evt_1', event: { data: { severity: 3 } }, repeated: false },
  ]);
  expect(await events.find({ space: 'acme', eventId: 'evt_1' })).toMatchObject({ targets: ['wh_1', 'wh_2'] });
});

test('a large event stays in the store', async () => {
  const data = 'x'.repeat(maxInlineEventBytes);
  await run([message(anEnvelope({ detail: { space: 'acme', id: 'evt_1', data } }))]);
  expect(deliveries.messages[0]?.event).toBeUndefined();
  expect((await events.find({ space: 'acme', eventId: 'evt_1' }))?.event.data).toBe(data);
});

test('an event that nobody subscribed to is stored and sent nowhere', async () => {
  expect(await run([message(anEnvelope({ type: 'system.user.added' }))])).toEqual([]);
  expect(deliveries.messages).toEqual([]);
  expect(await events.find({ space: 'acme', eventId: 'evt_1' })).toBeDefined();
});

describe('duplicates', () => {
  test("a producer's second event of the same id is not sent", async () => {
    await run([message(anEnvelope())]);
    await run([message(anEnvelope())]);
    expect(deliveries.messages).toHaveLength(1);
    expect(facts).toEqual(['fanned out: evt_1 to 1', 'duplicate: evt_1']);
  });

  test('two of them in one batch are one', async () => {
    await run([message(anEnvelope(), 'm1'), message(anEnvelope(), 'm2')]);
    expect(deliveries.messages).toHaveLength(1);
  });

  test('after 24 hours the id is a new event', async () => {
    await run([message(anEnvelope())]);
    clock.advance(24 * 60 * 60 * 1000);
    await run([message(anEnvelope({ time: '2026-01-03T03:04:05Z' }))]);
    expect(new Set(deliveries.messages.map(({ deliveryId }) => deliveryId)).size).toBe(2);
  });

  test('the same message again repeats the same deliveries, marked, for its first fan-out may have broken off', async () => {
    const body = anEnvelope();
    await run([message(body)]);
    await run([message(body)]);
    const [first, second] = deliveries.messages;
    expect(second).toEqual({ ...first, repeated: true });
  });
});

describe('what cannot be routed', () => {
  test('goes whole to the rejected queue with its reason, and its neighbours are sent', async () => {
    const unknown = anEnvelope({ detail: { space: 'nobody', data: 1 } });
    const returned = await run([message('broken', 'm1'), message(unknown, 'm2'), message(anEnvelope(), 'm3')]);
    expect(returned).toEqual([]);
    expect(queue.rejected).toEqual([
      { body: 'broken', reason: expect.stringContaining('not an EventBridge event') },
      { body: unknown, reason: 'unknown space: nobody' },
    ]);
    expect(deliveries.messages).toHaveLength(1);
  });

  test('comes again when the rejected queue does not take it', async () => {
    queue.reject = async () => {
      throw new Error('no queue');
    };
    expect(await run([message('broken', 'm1'), message(anEnvelope(), 'm2')])).toEqual(['m1']);
    expect(deliveries.messages).toHaveLength(1);
  });
});

test('an own id that is used again after its day is another event, also at the same time', async () => {
  await run([message(anEnvelope({ id: 'envelope-1' }))]);
  clock.advance(duplicateWindowMs);
  await run([message(anEnvelope({ id: 'envelope-2' }))]);
  const [first, second] = deliveries.messages;
  expect(deliveries.messages).toMatchObject([{ envelopeId: 'envelope-1' }, { envelopeId: 'envelope-2' }]);
  expect(first?.deliveryId).not.toBe(second?.deliveryId);
});

describe('faults of ours', () => {
  test('a message that the delivery queue did not take sends its event back, alone', async () => {
    const envelope = anEnvelope();
    await run([message(envelope)]);
    const refusedId = deliveries.take()[0]?.deliveryId ?? '';
    events = new InMemoryEventStore();
    deliveries.refuseOnce([refusedId]);
    const other = anEnvelope({ detail: { space: 'acme', id: 'evt_2', data: 1 } });
    expect(await run([message(envelope, 'm1'), message(other, 'm2')])).toEqual(['m1']);
    expect(facts).toContain('fault: The write was not accepted: ThrottlingException');
    expect(deliveries.messages).toMatchObject([{ eventId: 'evt_2' }]);
  });

  test('a store that fails sends back every event that can be routed', async () => {
    events.claim = async () => {
      throw new Error('throttled');
    };
    const unknown = message(anEnvelope({ detail: { space: 'nobody', data: 1 } }), 'm3');
    expect(await run([message(anEnvelope(), 'm1'), message('broken', 'm2'), unknown])).toEqual(['m1']);
    expect(facts).toContain('fault: throttled');
    expect(queue.rejected).toHaveLength(2);
  });
});

describe('what one event meets is felt by no other of its batch', () => {
  const other = (id: string, more: Readonly<{ type?: string; data?: unknown }> = {}) =>
    anEnvelope({
      id: `envelope-${id}`,
      type: more.type ?? 'hit.detected',
      detail: { space: 'acme', id, data: more.data ?? 1 },
    });
  const batch = (bad = other('bad')): FanOutMessage[] => [
    message(other('good'), 'm1'),
    message(bad, 'm2'),
    message(other('fine'), 'm3'),
  ];
  const sent = () => deliveries.messages.map(({ eventId }) => eventId);

  beforeEach(() => {
    subscribers.subscribe({ space: 'acme', webhookId: 'wh_1', patterns: ['*'] });
  });

  const hostile: readonly EventTypeFields['schema'][] = [
    { $id: 'https://json-schema.org/draft/2020-12/schema', type: 'object' },
    { $schema: 'https://acme.example/our-dialect' },
    { $defs: { a: { $dynamicAnchor: 'x', $dynamicRef: '#x' } }, $dynamicRef: '#x' },
    { $ref: '#/nowhere' },
  ];
  test.each(hostile)('the schema %j', async (schema) => {
    eventTypes.set('bad.type', { description: '', schema });
    eventTypes.set('hit.detected', { description: '', schema: { type: 'integer' } });
    expect(await run(batch(other('bad', { type: 'bad.type', data: 'text' })))).toEqual([]);
    expect(sent()).toEqual(['good', 'fine']);
    expect(queue.rejected).toEqual([
      { body: expect.stringContaining('bad.type'), reason: expect.stringContaining('schema') },
    ]);
  });

  test('a description of its type that cannot be read', async () => {
    const types = { find: async ({ type }: Readonly<{ type: string }>) => (type === 'bad.type' ? fail() : undefined) };
    expect(await run(batch(other('bad', { type: 'bad.type' })), types)).toEqual(['m2']);
    expect(sent()).toEqual(['good', 'fine']);
  });

  test('subscribers that cannot be read', async () => {
    const find = subscribers.find.bind(subscribers);
    subscribers.find = async (queries) => {
      const found = await find(queries);
      return found.map((each, index) =>
        queries[index]?.eventType === 'bad.type' ? { kind: 'fault', error: new Error('throttled') } : each,
      );
    };
    expect(await run(batch(other('bad', { type: 'bad.type' })))).toEqual(['m2']);
    expect(sent()).toEqual(['good', 'fine']);
    expect(facts).toContain('fault: throttled');
  });

  test('a store that does not take it', async () => {
    const claim = events.claim.bind(events);
    events.claim = async (stored) => {
      const outcomes = await claim(stored);
      return outcomes.map((outcome, index) =>
        stored[index]?.event.id === 'bad' ? new WriteFault('ThrottlingError') : outcome,
      );
    };
    expect(await run(batch())).toEqual(['m2']);
    expect(sent()).toEqual(['good', 'fine']);
    expect(facts).toContain('fault: The write was not accepted: ThrottlingError');
  });

  test('a further page that cannot be recorded', async () => {
    for (const id of ['wh_2', 'wh_3']) subscribers.subscribe({ space: 'acme', webhookId: id, patterns: ['*'] });
    const addTargets = events.addTargets.bind(events);
    events.addTargets = async (page) => (page.eventId === 'bad' ? fail() : addTargets(page));
    expect(await run(batch())).toEqual(['m2']);
    expect(
      sent()
        .filter((id) => id !== 'bad')
        .toSorted(),
    ).toEqual(['fine', 'fine', 'fine', 'good', 'good', 'good']);
  });

  test('a continuation that cannot be sent', async () => {
    for (const id of ['wh_2', 'wh_3']) subscribers.subscribe({ space: 'acme', webhookId: id, patterns: ['*'] });
    const send = deliveries.send.bind(deliveries);
    deliveries.send = async (messages) => {
      clock.advance(21_000);
      return send(messages);
    };
    const continueLater = queue.continueLater.bind(queue);
    queue.continueLater = async (each) => (each.eventId === 'bad' ? fail() : continueLater(each));
    expect(await run(batch())).toEqual(['m2']);
    expect(queue.continuations.map(({ eventId }) => eventId)).toEqual(['good', 'fine']);
  });

  test('a queue of rejected events that does not take it', async () => {
    const setAside = queue.reject.bind(queue);
    queue.reject = async (rejected) => {
      await setAside(rejected.filter(({ body }) => !body.includes('bad')));
      return rejected.map(({ body }) => (body.includes('bad') ? new WriteFault('InternalError') : 'rejected'));
    };
    expect(await run([message('broken', 'm1'), message('bad', 'm2'), message(other('fine'), 'm3')])).toEqual(['m2']);
    expect(queue.rejected).toMatchObject([{ body: 'broken' }]);
    expect(facts.filter((fact) => fact.startsWith('rejected'))).toHaveLength(1);
  });
});

function fail(): never {
  throw new Error('a fault of ours');
}

describe('a large fan-out', () => {
  beforeEach(() => {
    for (const webhookId of ['wh_2', 'wh_3', 'wh_4', 'wh_5']) subscribe(webhookId);
  });

  test('goes through all pages and records whom they are for', async () => {
    await run([message(anEnvelope({ id: 'envelope-1' }))]);
    expect(deliveries.messages.map(({ webhookId }) => webhookId)).toEqual(['wh_1', 'wh_2', 'wh_3', 'wh_4', 'wh_5']);
    expect(await events.targets({ ...ref, page: 2 })).toEqual(['wh_5']);
  });

  test('goes on in a new message when its time is up, and comes to the same', async () => {
    const send = deliveries.send.bind(deliveries);
    deliveries.send = async (messages) => {
      clock.advance(21_000);
      return send(messages);
    };
    await run([message(anEnvelope({ id: 'envelope-1' }))]);
    for (const continuation of queue.continuations) {
      await run([{ kind: 'continuation', messageId: 'm2', continuation }]);
    }
    expect(queue.continuations).toHaveLength(2);
    expect(deliveries.messages.map(({ webhookId }) => webhookId)).toEqual(['wh_1', 'wh_2', 'wh_3', 'wh_4', 'wh_5']);
    expect(await events.targets({ ...ref, page: 2 })).toEqual(['wh_5']);
  });

  test('goes on with its own event though another has the id by now', async () => {
    const send = deliveries.send.bind(deliveries);
    deliveries.send = async (messages) => {
      clock.advance(21_000);
      return send(messages);
    };
    await run([message(anEnvelope({ id: 'envelope-1', detail: { space: 'acme', id: 'evt_1', data: 'first' } }))]);
    const [continuation] = queue.continuations;
    clock.advance(duplicateWindowMs);
    const later = { space: 'acme', id: 'evt_1', data: 'second' };
    await run([message(anEnvelope({ id: 'envelope-2', type: 'hit.undone', detail: later }))]);
    deliveries.take();
    if (continuation) await run([{ kind: 'continuation', messageId: 'm3', continuation }]);
    expect(deliveries.messages).toMatchObject([
      { webhookId: 'wh_3', envelopeId: 'envelope-1', event: { data: 'first' } },
      { webhookId: 'wh_4', envelopeId: 'envelope-1', event: { data: 'first' } },
    ]);
    expect(await events.targets({ ...ref, page: 1 })).toEqual(['wh_3', 'wh_4']);
  });

  test('ends quietly when the event has gone meanwhile', async () => {
    const continuation = { ...ref, eventId: 'gone', cursor: 'wh_2', page: 1 };
    expect(await run([{ kind: 'continuation', messageId: 'm1', continuation }])).toEqual([]);
    expect(deliveries.messages).toEqual([]);
  });
});

test('sets an event aside that does not fit the schema of its type, with the place', async () => {
  eventTypes.set('hit.detected', { description: '', schema: { properties: { severity: { type: 'string' } } } });
  expect(await run([message(anEnvelope())])).toEqual([]);
  expect(deliveries.messages).toEqual([]);
  expect(queue.rejected).toEqual([
    expect.objectContaining({
      reason: 'does not match the schema of its event type: data.severity: must be string',
    }),
  ]);
});

describe('rules', () => {
  const rule = (ruleId: string, group?: string) =>
    subscribers.trigger({ space: 'acme', eventType: 'hit.detected', ruleId, group });
  const happening = (scorecard?: unknown) =>
    run([message(anEnvelope({ id: 'envelope-1', detail: { space: 'acme', id: 'evt_1', data: null, scorecard } }))]);
  const set = () => deliveries.messages.flatMap((each) => each.rule ?? []);

  beforeEach(() => {
    rule('any');
    rule('own', 'own');
    rule('followed', 'followed');
    rule('vendors', 'portfolio:vendors');
  });

  test('are set off if the scorecard is in their scope, and hear its domain', async () => {
    scorecards.put('sc_1', { domain: 'example.com', groups: ['own', 'portfolio:vendors'] });
    await happening({ id: 'sc_1' });
    const domain = 'example.com';
    expect(set()).toEqual([
      { id: 'any', domain },
      { id: 'own', domain },
      { id: 'vendors', domain },
    ]);
    expect((await events.find({ space: 'acme', eventId: 'evt_1' }))?.targets).toEqual([
      'wh_1',
      'rule:any',
      'rule:own',
      'rule:vendors',
    ]);
  });

  test.each([
    ['no scorecard', undefined],
    ['one that is unknown', { id: 'sc_2' }],
    ['one without an id', { domain: 'a.b' }],
  ])('without a scope are all that an event of %s sets off', async (_, scorecard) => {
    await happening(scorecard);
    expect(set()).toEqual([{ id: 'any' }]);
  });

  test('of a type are asked for with one read of all scorecards of a batch, and none when there are no rules', async () => {
    const about = (id: string, type: string) =>
      anEnvelope({ type, detail: { space: 'acme', id, data: null, scorecard: { id: `sc_${id}` } } });
    await run(['a', 'b', 'c'].map((id) => message(about(id, 'hit.detected'), id)));
    expect(scorecards.reads).toBe(1);
    await run([message(about('d', 'system.user.added'))]);
    expect(scorecards.reads).toBe(1);
  });

  test('are set off by the last page of a fan-out too big for one', async () => {
    for (const id of ['wh_2', 'wh_3', 'wh_4', 'wh_5']) subscribe(id);
    scorecards.put('sc_1', { domain: 'example.com', groups: ['followed'] });
    await happening({ id: 'sc_1' });
    expect(set().map(({ id }) => id)).toEqual(['any', 'followed']);
    const pages = await Promise.all([0, 1, 2].map((page) => events.targets({ ...ref, page })));
    expect(pages).toEqual([
      ['wh_1', 'wh_2'],
      ['wh_3', 'wh_4'],
      ['wh_5', 'rule:any', 'rule:followed'],
    ]);
  });
});

describe('filters', () => {
  const severe = { data: { severity: [{ numeric: ['>=', 5] }] } };
  const mild = { data: { severity: [{ numeric: ['<', 5] }] } };
  const filtered = (webhookId: string, filter: JsonObject) =>
    subscribers.subscribe({ space: 'acme', webhookId, patterns: ['hit.detected'], filter });

  test('keep events from their webhooks: nothing is sent, recorded or counted', async () => {
    filtered('wh_2', severe);
    filtered('wh_3', mild);
    await run([message(anEnvelope({ id: 'envelope-1' }))]);
    expect(deliveries.messages.map(({ webhookId }) => webhookId)).toEqual(['wh_1', 'wh_3']);
    expect(await Promise.all([0, 1].map((page) => events.targets({ ...ref, page })))).toEqual([['wh_1'], ['wh_3']]);
    expect(facts).toEqual(['fanned out: evt_1 to 1', 'fanned out: evt_1 to 1']);
  });

  test('hold on every page of a large fan-out, and in what goes on later', async () => {
    for (const index of [2, 3, 4, 5, 6, 7]) filtered(`wh_${index}`, index % 2 === 0 ? severe : mild);
    await run([message(anEnvelope({ id: 'envelope-1' }))]);
    expect(deliveries.messages.map(({ webhookId }) => webhookId)).toEqual(['wh_1', 'wh_3', 'wh_5', 'wh_7']);
    await run([{ kind: 'continuation', messageId: 'm2', continuation: { ...ref, cursor: 'wh_4', page: 2 } }]);
    expect(deliveries.messages.slice(4).map(({ webhookId }) => webhookId)).toEqual(['wh_5', 'wh_7']);
  });

  test('see type, title, message, data and scorecard as the producer sent them', async () => {
    const scorecard = { id: 'sc_1', domain: 'a.example' };
    filtered('wh_2', {
      type: ['hit.detected'],
      title: [{ prefix: 'A' }],
      message: [{ exists: false }],
      data: { a: { b: [1] } },
      scorecard: { id: ['sc_1'], domain: [{ suffix: '.example' }] },
    });
    const detail = { space: 'acme', id: 'evt_1', title: 'A hit', data: { a: { b: 1 } }, scorecard };
    await run([message(anEnvelope({ detail }))]);
    expect(deliveries.messages.map(({ webhookId }) => webhookId)).toEqual(['wh_1', 'wh_2']);
  });

  test('keep events from their rules, whose scorecards are then not read', async () => {
    const rule = { space: 'acme', eventType: 'hit.detected', group: 'own' };
    subscribers.trigger({ ...rule, ruleId: 'severe', filter: compileFilter(severe) });
    const detail = { space: 'acme', id: 'evt_1', data: { severity: 3 }, scorecard: { id: 'sc_1' } };
    await run([message(anEnvelope({ detail }))]);
    expect(scorecards.reads).toBe(0);
    subscribers.trigger({ ...rule, ruleId: 'mild', filter: compileFilter(mild) });
    scorecards.put('sc_1', { domain: 'example.com', groups: ['own'] });
    await run([message(anEnvelope({ detail: { ...detail, id: 'evt_2' } }))]);
    expect(deliveries.messages.flatMap(({ rule: set }) => set?.id ?? [])).toEqual(['mild']);
  });

  test('apply to the results that Posthorn publishes: one without targets is not stored', async () => {
    const about = (eventType: string, id: string) =>
      anEnvelope({ id, type: 'delivery.exhausted', source: 'posthorn', detail: { space: 'acme', eventType } });
    subscribers.subscribe({
      space: 'acme',
      webhookId: 'wh_results',
      patterns: ['delivery.exhausted'],
      filter: { data: { eventType: ['hit.detected'] } },
    });
    await run([message(about('hit.detected', 'e1'), 'm1'), message(about('score.changed', 'e2'), 'm2')]);
    expect(deliveries.messages).toMatchObject([{ webhookId: 'wh_results', eventId: 'e1' }]);
    expect(await events.find({ space: 'acme', eventId: 'e2' })).toBeUndefined();
  });

  test('let an event pass that takes too long to evaluate, and report it', async () => {
    const operators = Array.from({ length: 60 }, (_, index) => ({ numeric: ['>', 10 + index] }));
    filtered('wh_2', { data: operators });
    const data = Array.from({ length: 100_000 }, (_, index) => index % 10);
    await run([message(anEnvelope({ detail: { space: 'acme', id: 'evt_1', data } }))]);
    expect(deliveries.messages.map(({ webhookId }) => webhookId)).toEqual(['wh_1', 'wh_2']);
    expect(facts).toContain('undecided: evt_1 for wh_2');
  });
});

test('a result that Posthorn published goes to the subscribers of its type, and is not stored if there are none', async () => {
  subscribers.subscribe({ space: 'acme', webhookId: 'wh_named', patterns: ['*', 'delivery.exhausted'] });
  subscribers.subscribe({ space: 'acme', webhookId: 'wh_all', patterns: ['*'] });
  const result = (type: string, space = 'acme') =>
    anEnvelope({ type, source: 'posthorn', detail: { space, webhookId: 'wh_1', eventType: 'hit.detected' } });
  const results = [result('delivery.exhausted'), result('webhook.disabled'), result('delivery.exhausted', 'gone')];
  expect(await run(results.map((body, index) => message(body, `m${index}`)))).toEqual([]);
  expect(deliveries.messages).toMatchObject([
    { webhookId: 'wh_named', eventType: 'delivery.exhausted', event: { data: { webhookId: 'wh_1' } } },
  ]);
  expect(queue.rejected).toEqual([]);
  expect(facts).toHaveLength(1);
});
