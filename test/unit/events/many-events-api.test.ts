import { beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { type ApiAnswer, type ApiCall, InProcessApi } from '../../support/in-process-api.ts';

let api: InProcessApi;
let manager: string;

beforeEach(async () => {
  api = new InProcessApi();
  manager = await api.createSpace('acme');
});

const call = (method: string, path: string, body?: unknown, more: Partial<ApiCall> = {}) =>
  api.call({ method, path: `/v1/spaces/acme${path}`, key: manager, body, ...more });

describe('many events in one body', () => {
  const send = (events: unknown, headers = {}) => call('POST', '/events', { events }, { headers });
  const batch = z.object({
    results: z.array(z.object({ status: z.int(), body: z.looseObject({ id: z.string().optional() }) })),
  });
  const resultsOf = (answer: ApiAnswer) => batch.parse(answer.body).results;
  const event = (changes: object = {}) => ({ type: 'hit.detected', data: 1, ...changes });

  test('are each put on the bus, with their results in the same order', async () => {
    const answer = await send([event({ id: 'a' }), event(), event({ id: 'c' })]);
    expect(answer.status).toBe(207);
    const given = expect.stringMatching(/^[0-9A-Z]{26}-1$/);
    expect(resultsOf(answer)).toEqual(['a', given, 'c'].map((id) => ({ status: 202, body: { id } })));
    expect(api.publisher.published.map(({ id }) => id)).toEqual(resultsOf(answer).map(({ body }) => body.id));
  });

  test('are each checked separately, and a refused one has the problem that it would have alone', async () => {
    await call('PUT', '/event-types/checked', { description: '', schema: { type: 'number' } });
    const bad = [
      event({ type: 'no type' }),
      event({ wrong: 1 }),
      'no object',
      event({ type: 'checked', data: 'no number' }),
      event({ data: 'x'.repeat(262_144) }),
    ];
    const alone = await Promise.all(bad.map((body) => call('POST', '/events', JSON.stringify(body))));
    const answer = await send([event({ id: 'first' }), ...bad, event({ id: 'last' })]);
    const results = resultsOf(answer);
    expect(results.map(({ status }) => status)).toEqual([202, 400, 400, 400, 400, 413, 202]);
    const withoutId = (body: unknown) => ({ ...Object(body), requestId: undefined });
    expect(results.slice(1, -1).map(({ body }) => withoutId(body))).toEqual(alone.map(({ body }) => withoutId(body)));
    expect(api.publisher.published.map(({ id }) => id)).toEqual(['first', 'last']);
  });

  test.each([
    ['a surrogate alone', '"\\ud800"'],
    ['a number too large', '1e999'],
    ['what is nested too deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['a prototype', '{"__proto__":{}}'],
  ])('%s harms none beside it', async (_what, data) => {
    const body = `{"events":[{"type":"a","data":1},{"type":"a","data":${data}},{"type":"a","data":3}]}`;
    const answer = await call('POST', '/events', body, { headers: { 'idempotency-key': 'k' } });
    expect(resultsOf(answer).map(({ status }) => status)).toEqual([202, 400, 202]);
    expect(api.publisher.published.map(({ data: value }) => value)).toEqual([1, 3]);
  });

  test.each([
    ['none', [], 'must be a list of 1 to 100'],
    ['more than a hundred', Array(101).fill(event()), 'must be a list of 1 to 100'],
    ['no list', event(), 'must be a list of 1 to 100'],
  ])('%s are refused as a whole', async (_what, events, message) => {
    expect(await send(events)).toMatchObject({ status: 400, body: { errors: [{ path: 'events', message }] } });
  });

  test('beside anything else are refused as a whole', async () => {
    const answer = await call('POST', '/events', { events: [event()], type: 'a' });
    expect(answer).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'type', message: 'is not a known field; remove it' }] },
    });
    expect(api.publisher.published).toEqual([]);
  });

  test('take a mebibyte together, and no more', async () => {
    const large = (count: number) => Array.from({ length: count }, () => event({ data: 'x'.repeat(250_000) }));
    expect(await send(large(4))).toMatchObject({ status: 207 });
    expect(await send(large(5))).toMatchObject({ status: 413 });
  });

  test('share one Idempotency-Key, under which a repeat is the same events', async () => {
    const key = { 'idempotency-key': 'k' };
    const events = [event(), event({ wrong: 1 }), event({ data: 2 })];
    const first = resultsOf(await send(events, key));
    const again = resultsOf(await send(events, key));
    const ids = first.map(({ body }) => body.id);
    expect(again.map(({ body }) => body.id)).toEqual(ids);
    expect(new Set(ids).size).toBe(3);
    expect(await send([...events, event()], key)).toMatchObject({ status: 422 });
    expect(await call('POST', '/events', event(), { headers: key })).toMatchObject({ status: 422 });
  });

  test('that the bus does not take are a fault of ours each, and those beside them are taken', async () => {
    api.publisher.refused.add('b');
    const answer = await send(['a', 'b', 'c'].map((id) => event({ id })));
    expect(resultsOf(answer)).toMatchObject([
      { status: 202, body: { id: 'a' } },
      { status: 500, body: { type: 'urn:posthorn:problem:internal' } },
      { status: 202, body: { id: 'c' } },
    ]);
    expect(await send([event({ id: 'b' })])).toMatchObject({ status: 500, body: { status: 500 } });
    expect(await call('POST', '/events', event({ id: 'b' }))).toMatchObject({ status: 500 });
  });
});
