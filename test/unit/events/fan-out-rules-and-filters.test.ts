import { beforeEach, describe, expect, test } from '@jest/globals';
import { compileFilter } from '../../../functions/shared/events/domain/event-filter.ts';
import type { JsonObject } from '../../../functions/shared/platform/domain/merge-patch.ts';
import { FanOutWorld, message, ref } from '../../support/fan-out-world.ts';
import { anEnvelope } from '../../support/records/envelope.ts';

let world: FanOutWorld;
beforeEach(() => {
  world = new FanOutWorld();
});

describe('rules', () => {
  const rule = (ruleId: string, group?: string) =>
    world.subscribers.trigger({ space: 'acme', eventType: 'hit.detected', ruleId, group });
  const happening = (scorecard?: unknown) =>
    world.run([
      message(anEnvelope({ id: 'envelope-1', detail: { space: 'acme', id: 'evt_1', data: null, scorecard } })),
    ]);
  const set = () => world.deliveries.messages.flatMap((each) => each.rule ?? []);

  beforeEach(() => {
    rule('any');
    rule('own', 'own');
    rule('followed', 'followed');
    rule('vendors', 'portfolio:vendors');
  });

  test('start if the scorecard is in their scope, and receive its domain', async () => {
    world.scorecards.put('sc_1', { domain: 'example.com', groups: ['own', 'portfolio:vendors'] });
    await happening({ id: 'sc_1' });
    const domain = 'example.com';
    expect(set()).toEqual([
      { id: 'any', domain },
      { id: 'own', domain },
      { id: 'vendors', domain },
    ]);
    expect((await world.events.find({ space: 'acme', eventId: 'evt_1' }))?.targets).toEqual([
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
    await world.run(['a', 'b', 'c'].map((id) => message(about(id, 'hit.detected'), id)));
    expect(world.scorecards.reads).toBe(1);
    await world.run([message(about('d', 'system.user.added'))]);
    expect(world.scorecards.reads).toBe(1);
  });

  test('start with the last page of a fan-out too large for one', async () => {
    for (const id of ['wh_2', 'wh_3', 'wh_4', 'wh_5']) world.subscribe(id);
    world.scorecards.put('sc_1', { domain: 'example.com', groups: ['followed'] });
    await happening({ id: 'sc_1' });
    expect(set().map(({ id }) => id)).toEqual(['any', 'followed']);
    const pages = await Promise.all([0, 1, 2].map((page) => world.events.targets({ ...ref, page })));
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
    world.subscribers.subscribe({ space: 'acme', webhookId, patterns: ['hit.detected'], filter });

  test('keep events from their webhooks: nothing is sent, recorded or counted', async () => {
    filtered('wh_2', severe);
    filtered('wh_3', mild);
    await world.run([message(anEnvelope({ id: 'envelope-1' }))]);
    expect(world.deliveries.messages.map(({ webhookId }) => webhookId)).toEqual(['wh_1', 'wh_3']);
    expect(await Promise.all([0, 1].map((page) => world.events.targets({ ...ref, page })))).toEqual([
      ['wh_1'],
      ['wh_3'],
    ]);
    expect(world.facts).toEqual(['page: evt_1 to 1', 'fanned out: evt_1, lastly to 1']);
  });

  test('hold on every page of a large fan-out, and in what goes on later', async () => {
    for (const index of [2, 3, 4, 5, 6, 7]) filtered(`wh_${index}`, index % 2 === 0 ? severe : mild);
    await world.run([message(anEnvelope({ id: 'envelope-1' }))]);
    expect(world.deliveries.messages.map(({ webhookId }) => webhookId)).toEqual(['wh_1', 'wh_3', 'wh_5', 'wh_7']);
    await world.run([{ kind: 'continuation', messageId: 'm2', continuation: { ...ref, cursor: 'wh_4', page: 2 } }]);
    expect(world.deliveries.messages.slice(4).map(({ webhookId }) => webhookId)).toEqual(['wh_5', 'wh_7']);
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
    await world.run([message(anEnvelope({ detail }))]);
    expect(world.deliveries.messages.map(({ webhookId }) => webhookId)).toEqual(['wh_1', 'wh_2']);
  });

  test('keep events from their rules, whose scorecards are then not read', async () => {
    const rule = { space: 'acme', eventType: 'hit.detected', group: 'own' };
    world.subscribers.trigger({ ...rule, ruleId: 'severe', filter: compileFilter(severe) });
    const detail = { space: 'acme', id: 'evt_1', data: { severity: 3 }, scorecard: { id: 'sc_1' } };
    await world.run([message(anEnvelope({ detail }))]);
    expect(world.scorecards.reads).toBe(0);
    world.subscribers.trigger({ ...rule, ruleId: 'mild', filter: compileFilter(mild) });
    world.scorecards.put('sc_1', { domain: 'example.com', groups: ['own'] });
    await world.run([message(anEnvelope({ detail: { ...detail, id: 'evt_2' } }))]);
    expect(world.deliveries.messages.flatMap(({ rule: set }) => set?.id ?? [])).toEqual(['mild']);
  });

  test('apply to the results that Posthorn publishes: one without targets is not stored', async () => {
    const about = (eventType: string, id: string) =>
      anEnvelope({ id, type: 'delivery.exhausted', source: 'posthorn', detail: { space: 'acme', eventType } });
    world.subscribers.subscribe({
      space: 'acme',
      webhookId: 'wh_results',
      patterns: ['delivery.exhausted'],
      filter: { data: { eventType: ['hit.detected'] } },
    });
    await world.run([message(about('hit.detected', 'e1'), 'm1'), message(about('score.changed', 'e2'), 'm2')]);
    expect(world.deliveries.messages).toMatchObject([{ webhookId: 'wh_results', eventId: 'e1' }]);
    expect(await world.events.find({ space: 'acme', eventId: 'e2' })).toBeUndefined();
  });

  test('let an event pass that takes too long to evaluate, and report it', async () => {
    const operators = Array.from({ length: 60 }, (_, index) => ({ numeric: ['>', 10 + index] }));
    filtered('wh_2', { data: operators });
    const data = Array.from({ length: 100_000 }, (_, index) => index % 10);
    await world.run([message(anEnvelope({ detail: { space: 'acme', id: 'evt_1', data } }))]);
    expect(world.deliveries.messages.map(({ webhookId }) => webhookId)).toEqual(['wh_1', 'wh_2']);
    expect(world.facts).toContain('undecided: evt_1 for wh_2');
  });
});
