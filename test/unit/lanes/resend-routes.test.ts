import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { decodeTime, encodeTime, ulid } from 'ulid';
import { listDeliveries } from '../../../functions/shared/deliveries/runtime/deliveries-contract.ts';
import { listReplays, startReplay } from '../../../functions/shared/lanes/runtime/resend-contract.ts';
import { bodyOf, createdId } from '../../support/answers.ts';
import { type ApiAnswer, InProcessApi } from '../../support/in-process-api.ts';
import { aDelivery } from '../../support/records/delivery.ts';

let api: InProcessApi;
let key: string;
let webhookId: string;
const { id } = aDelivery();

beforeEach(async () => {
  api = new InProcessApi();
  key = await api.createSpace('acme');
  const body = { name: 'Alerts', url: 'https://hooks.example.com/in', eventTypes: ['*'] };
  const created = await api.call({ method: 'POST', path: '/v1/spaces/acme/webhooks', key, body });
  webhookId = createdId(created);
  await api.deliveries.recordFirst([aDelivery({ webhookId, status: 'exhausted' })]);
});

const path = (rest: string) => `/v1/spaces/acme/webhooks/${webhookId}${rest}`;
const patch = (status: string) => api.call({ method: 'PATCH', path: path(''), key, body: { status } });

describe('a manual retry', () => {
  const retry = (headers = {}) => api.call({ method: 'POST', path: path(`/deliveries/${id}/retry`), key, headers });

  test('sends the delivery at once and shows it as pending', async () => {
    expect(await retry()).toMatchObject({ status: 202, body: { id, status: 'pending' } });
    expect(api.retries.messages).toMatchObject([{ lease: { deliveryId: id } }]);
  });

  test('is one for one Idempotency-Key, and refused while the delivery goes on', async () => {
    await retry({ 'idempotency-key': 'a' });
    expect(await retry({ 'idempotency-key': 'a' })).toMatchObject({ status: 202 });
    expect(await retry({ 'idempotency-key': 'b' })).toMatchObject({
      status: 409,
      body: { detail: 'The delivery is still in progress. Only an ended delivery can be retried.' },
    });
    expect(api.retries.messages).toMatchObject([{ lease: { deliveryId: id } }]);
  });

  test('of a delivery that waits for its next attempt is refused, and says when that is', async () => {
    const nextAttemptAt = '2026-11-22T10:10:00.000Z';
    const waiting = aDelivery({ webhookId, id: ulid(), status: 'retrying', nextAttemptAt });
    await api.deliveries.recordFirst([waiting]);
    const call = { method: 'POST', path: path(`/deliveries/${waiting.id}/retry`), key };
    expect(await api.call(call)).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining(`Its next attempt is at ${nextAttemptAt}.`) },
    });
  });

  test('is refused for a moment, and repeated, while others keep changing the lane', async () => {
    jest.spyOn(api.lanes, 'write').mockResolvedValue('conflict');
    expect(await retry()).toMatchObject({ status: 429, headers: { 'retry-after': expect.any(String) } });
    jest.restoreAllMocks();
    expect(await retry()).toMatchObject({ status: 202 });
  });

  test.each([
    ['paused', 'The webhook is paused: resume it, then retry.'],
    ['disabled', 'The webhook is disabled: enable it, then retry.'],
  ])('is refused while the webhook is %s', async (status, detail) => {
    await patch(status);
    expect(await retry()).toMatchObject({ status: 409, body: { detail } });
  });

  test('of a delivery that is not there is a 404, and a viewer may not', async () => {
    const other = path(`/deliveries/${id.replace('0', '1')}/retry`);
    expect((await api.call({ method: 'POST', path: other, key })).status).toBe(404);
    const viewer = await api.createKey('acme', 'viewer');
    expect((await api.call({ method: 'POST', path: path(`/deliveries/${id}/retry`), key: viewer })).status).toBe(403);
  });
});

describe('a replay', () => {
  const start = (body = {}, headers = {}) =>
    api.call({
      method: 'POST',
      path: path('/replays'),
      key,
      headers,
      body: { since: '2026-01-01T00:00:00Z', ...body },
    });

  test('is started, read and cancelled', async () => {
    const started = await start({ eventTypes: ['hit.detected'], dryRun: true });
    expect(started).toMatchObject({
      status: 202,
      body: { status: 'running', statuses: ['failed', 'exhausted', 'discarded'], dryRun: true, matched: 0 },
    });
    const one = path(`/replays/${createdId(started)}`);
    expect(await api.call({ method: 'GET', path: one, key })).toMatchObject({
      status: 200,
      body: { status: 'running' },
    });
    expect(await api.call({ method: 'DELETE', path: one, key })).toMatchObject({ body: { status: 'cancelled' } });
    expect(await api.call({ method: 'GET', path: one, key })).toMatchObject({ body: { status: 'cancelled' } });
  });

  const idOf = (answer: ApiAnswer) => bodyOf(startReplay, answer).id;
  const keyed = { 'idempotency-key': 'k' };

  test('is one for one Idempotency-Key, for a day', async () => {
    const first = await start({}, keyed);
    expect(await start({}, keyed)).toMatchObject({ status: 202, body: first.body, headers: first.headers });
    api.clock.advance(24 * 60 * 60 * 1_000);
    expect(idOf(await start({}, keyed))).not.toBe(idOf(first));
  });

  test('of a key that came with another body is refused: a dry run does not stand for the replay itself', async () => {
    expect(await start({ dryRun: true }, keyed)).toMatchObject({ status: 202 });
    expect(await start({}, keyed)).toMatchObject({
      status: 422,
      body: { type: 'urn:posthorn:problem:idempotency-key-reused' },
    });
    expect(await start({}, { 'idempotency-key': 'other' })).toMatchObject({ status: 202, body: { dryRun: false } });
  });

  test('that is refused leaves its key free', async () => {
    await patch('disabled');
    expect(await start({}, keyed)).toMatchObject({ status: 409 });
    await patch('enabled');
    expect(await start({ dryRun: true }, keyed)).toMatchObject({ status: 202 });
  });

  test('has an id that begins with the time, with a key as without', async () => {
    const before = Date.now();
    for (const headers of [{}, keyed]) {
      const time = decodeTime(idOf(await start({}, headers)));
      expect(time).toBeGreaterThanOrEqual(before);
      expect(time).toBeLessThanOrEqual(Date.now());
    }
  });

  test('is found in the list of its webhook, the newest first, page by page', async () => {
    const started = [await start(), await start(), await start()];
    // Ids of one millisecond come in no order.
    const ids = started.map(idOf).sort().reverse();
    const list = async (query: Record<string, string> = {}) =>
      bodyOf(listReplays, await api.call({ method: 'GET', path: path('/replays'), key, query }));
    const { items, next } = await list();
    expect(items.map(({ id }) => id)).toEqual(ids);
    expect(next).toBeNull();
    expect(items[0]).toEqual((await api.call({ method: 'GET', path: path(`/replays/${ids[0]}`), key })).body);
    const first = await list({ limit: '2' });
    expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect((await list({ limit: '2', cursor: first.next ?? '' })).items.map(({ id }) => id)).toEqual(ids.slice(2));
    await api.call({ method: 'DELETE', path: path(''), key });
    expect((await api.call({ method: 'GET', path: path('/replays'), key })).status).toBe(404);
  });

  test.each([
    ['the past', '2026-11-22T09:00:00.000Z', '2026-11-22T10:00:00.000Z'],
    ['the future', '2031-01-01T00:00:00.000Z', '2031-01-01T00:00:00.001Z'],
  ])('reaches by default as far as deliveries do: the latest in %s', async (_, latest, until) => {
    const later = { id: `${encodeTime(Date.parse(latest))}${'0'.repeat(16)}`, status: 'exhausted' } as const;
    await api.deliveries.recordFirst([aDelivery({ webhookId, ...later })]);
    expect(await start()).toMatchObject({ status: 202, body: { until } });
    expect(await start({ until: '2026-02-01T00:00:00Z' })).toMatchObject({
      body: { until: '2026-02-01T00:00:00.000Z' },
    });
  });

  test('is refused for a disabled webhook, for a range that is none, and for states that do not end', async () => {
    expect((await start({ until: '2025-01-01T00:00:00Z' })).status).toBe(400);
    expect((await start({ statuses: ['pending'] })).status).toBe(400);
    await patch('disabled');
    expect((await start()).status).toBe(409);
  });
});

describe('what waits shows as', () => {
  beforeEach(async () => {
    const position = { queue: 'scheduled', dueAt: '2026-11-22T11:00:00.000Z' } as const;
    await api.deliveries.recordFirst([
      aDelivery({ webhookId, id: `1${id.slice(1)}`, status: 'retrying', position, nextAttemptAt: position.dueAt }),
    ]);
  });

  const list = async (status: string) => {
    const query = { status };
    const answer = await api.call({ method: 'GET', path: path('/deliveries'), key, query });
    return bodyOf(listDeliveries, answer).items;
  };

  test('retrying with its next attempt, and not where it waits', async () => {
    expect(await list('held')).toEqual([]);
    const [delivery] = await list('retrying');
    expect(delivery).toMatchObject({ status: 'retrying', nextAttemptAt: '2026-11-22T11:00:00.000Z' });
    expect(Object.keys(delivery ?? {})).not.toContain('position');
  });

  test('held while the webhook is paused', async () => {
    await patch('paused');
    expect(await list('retrying')).toEqual([]);
    const [delivery] = await list('held');
    expect(delivery).toMatchObject({ status: 'held' });
    expect(delivery?.nextAttemptAt).toBeUndefined();
  });
});
