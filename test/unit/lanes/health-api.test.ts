import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { encodeTime } from 'ulid';
import { waitItemOf } from '../../../functions/shared/deliveries/domain/wait-item.ts';
import { readLane } from '../../../functions/shared/lanes/application/found-lanes.ts';
import type { Lane } from '../../../functions/shared/lanes/domain/lane.ts';
import { readHealth } from '../../../functions/shared/webhooks/runtime/health-contract.ts';
import { listWebhooks, readWebhook } from '../../../functions/shared/webhooks/runtime/webhooks-contract.ts';
import { bodyOf, createdId } from '../../support/answers.ts';
import { InProcessApi } from '../../support/in-process-api.ts';
import { aDelivery } from '../../support/records/delivery.ts';
import { aLane } from '../../support/records/lane.ts';

const at = (time: string) => Date.parse(`2026-11-22T${time}Z`);
const iso = (time: string) => `2026-11-22T${time}.000Z`;
const idOf = (time: string, end = '0') => `${encodeTime(at(time))}${end.repeat(16)}`;

let api: InProcessApi;
let key: string;
let webhookId: string;
beforeEach(async () => {
  api = new InProcessApi();
  key = await api.createSpace('acme');
  webhookId = await createWebhook('Alerts');
});

async function createWebhook(name: string): Promise<string> {
  const body = { name, url: 'https://example.com/', eventTypes: ['*'] };
  const answer = await api.call({ method: 'POST', path: '/v1/spaces/acme/webhooks', key, body });
  return createdId(answer);
}

const get = (path: string) => api.call({ method: 'GET', path: `/v1/spaces/acme${path}`, key });
const health = async (id = webhookId) => bodyOf(readHealth, await get(`/webhooks/${id}/health`));
const patch = (body: object) => api.call({ method: 'PATCH', path: `/v1/spaces/acme/webhooks/${webhookId}`, key, body });

const failing = (since: string, changes: Partial<Lane> = {}) =>
  api.lanes.write(
    aLane({
      webhookId,
      health: {
        lastFailure: { at: at('10:40:00'), reason: 'The endpoint failed: HTTP 500.' },
        failing: {
          since: at(since),
          deliveryId: 'd',
          isSeveral: true,
          countedMs: 0,
          countsFrom: at(since),
          isWarned: false,
        },
        unpublished: [],
      },
      ...changes,
    }),
  );

const nothing = { parked: 0, scheduled: 0, inFlight: 0, isComplete: true };

describe('the health of a webhook', () => {
  test('is good of one that never failed, and was never called', async () => {
    expect(await health()).toEqual({ status: 'healthy', since: iso('10:00:00'), waiting: nothing });
  });

  test('shows the latest success and the latest failure of its newest deliveries', async () => {
    const attempt = { durationMs: 9, reason: 'The endpoint failed: HTTP 500.' };
    const failed = { ...attempt, number: 1, startedAt: iso('10:01:00'), failure: 'server_error' } as const;
    const retried = { ...attempt, number: 2, startedAt: iso('10:03:00'), reason: 'HTTP 200' };
    await api.deliveries.recordFirst([
      aDelivery({ webhookId, id: idOf('10:01:00'), attempts: [failed, retried] }),
      aDelivery({ webhookId, id: idOf('10:02:00'), attempts: [{ ...retried, number: 1, startedAt: iso('10:02:00') }] }),
    ]);
    expect(await health()).toMatchObject({
      status: 'healthy',
      lastSuccessAt: iso('10:03:00'),
      lastFailure: { at: iso('10:01:00'), reason: 'The endpoint failed: HTTP 500.' },
    });
  });

  test('of one that fails names the last success before, however much has failed since', async () => {
    await failing('10:20:00');
    const attempts = [{ ...aDelivery().attempts[0], number: 1, reason: '', durationMs: 1, startedAt: iso('10:19:00') }];
    const failed = [
      { ...attempts[0], number: 1, reason: '', durationMs: 1, startedAt: iso('10:30:00'), failure: 'server_error' },
    ] as const;
    await api.deliveries.recordFirst([
      aDelivery({ webhookId, id: idOf('10:19:00'), attempts }),
      ...Array.from({ length: 60 }, (_, index) =>
        aDelivery({
          webhookId,
          id: `${idOf('10:30:00').slice(0, -2)}${10 + index}`,
          status: 'exhausted',
          attempts: failed,
        }),
      ),
    ]);
    expect(await health()).toEqual({
      status: 'failing',
      since: iso('10:20:00'),
      failingSince: iso('10:20:00'),
      lastSuccessAt: iso('10:19:00'),
      lastFailure: { at: iso('10:40:00'), reason: 'The endpoint failed: HTTP 500.' },
      waiting: nothing,
    });
  });

  test('with an open circuit says when the next probe goes out, and what waits', async () => {
    await failing('10:20:00', {
      circuit: { state: 'open', openedAt: at('10:21:00'), probeAt: at('10:50:00'), probes: 4 },
    });
    const waiting = (queue: 'parked' | 'scheduled' | 'leased', end: string) => {
      const position = { queue, dueAt: iso('11:00:00') };
      return waitItemOf(aDelivery({ webhookId, id: idOf('10:30:00', end), status: 'pending', position }), 0) ?? [];
    };
    await api.waits.put(
      [waiting('parked', '1'), waiting('parked', '2'), waiting('scheduled', '3'), waiting('leased', '4')].flat(),
    );
    expect(await health()).toMatchObject({
      status: 'circuit_open',
      since: iso('10:21:00'),
      failingSince: iso('10:20:00'),
      nextProbeAt: iso('10:50:00'),
      waiting: { parked: 2, scheduled: 1, inFlight: 1, isComplete: true },
    });
  });

  test('stops counting what waits at a thousand of a kind, and says so', async () => {
    await failing('10:20:00');
    const position = { queue: 'parked', dueAt: iso('11:00:00') } as const;
    await api.waits.put(
      Array.from({ length: 1_200 }, (_, index) => {
        const id = `${idOf('10:30:00').slice(0, -4)}${1000 + index}`;
        return waitItemOf(aDelivery({ webhookId, id, status: 'pending', position }), 0) ?? [];
      }).flat(),
    );
    expect(await health()).toMatchObject({ waiting: { parked: 1_000, scheduled: 0, isComplete: false } });
  });

  test.each(['paused', 'disabled'] as const)('is %s when a manager says so, since then', async (status) => {
    await failing('10:20:00');
    api.clock.advance(60_000);
    await patch({ status });
    api.clock.advance(60_000);
    // Another change does not make it younger.
    await patch({ description: 'Changed.' });
    expect(await health()).toMatchObject({ status, since: iso('10:01:00') });
  });

  test.each([
    ['with another URL', [{ url: 'https://example.org/' }]],
    ['after it was disabled', [{ status: 'disabled' }, { status: 'enabled' }]],
  ])('starts anew %s, though its lane never heard of it', async (_, changes) => {
    await failing('10:20:00');
    api.clock.advance(3_600_000);
    for (const change of changes) await patch(change);
    const version = 1 + ((await readLane(api.lanes, webhookId))?.version ?? 0);
    expect(await failing('10:20:00', { version })).toBe('written');
    expect(await health()).toMatchObject({ status: 'healthy', since: iso('11:00:00') });
    expect(await health()).not.toHaveProperty('failingSince');
  });

  test('is healthy since its endpoint accepted an attempt', async () => {
    await api.lanes.write(aLane({ webhookId, health: { recoveredAt: at('10:30:00'), unpublished: [] } }));
    expect(await health()).toMatchObject({
      status: 'healthy',
      since: iso('10:30:00'),
      lastSuccessAt: iso('10:30:00'),
    });
  });

  test('starts anew with another URL; a pause goes on', async () => {
    await failing('10:20:00');
    api.clock.advance(3_600_000);
    await patch({ status: 'paused' });
    await patch({ status: 'enabled' });
    expect(await health()).toMatchObject({ failingSince: iso('10:20:00') });
    await patch({ url: 'https://example.org/' });
    expect(await health()).toMatchObject({ status: 'healthy', since: iso('11:00:00') });
    expect((await readLane(api.lanes, webhookId))?.health?.failing).toBeUndefined();
  });
});

describe('a list of webhooks', () => {
  test('shows the health of each, by one read of all their lanes', async () => {
    const reads = jest.spyOn(api.lanes, 'read');
    const other = await createWebhook('Others');
    await failing('10:20:00');
    const { items } = bodyOf(listWebhooks, await get('/webhooks'));
    expect(items.map(({ id, health: shown }) => [id, shown])).toEqual([
      [webhookId, { status: 'failing', failingSince: iso('10:20:00') }],
      [other, { status: 'healthy' }],
    ]);
    expect(reads).toHaveBeenCalledTimes(1);
  });

  test('shows nothing of a lane that cannot be read, which is reported; its own health is a fault', async () => {
    const other = await createWebhook('Others');
    await failing('10:20:00');
    await failing('10:30:00', { webhookId: other });
    api.lanes.unreadable.add(webhookId);
    const { items } = bodyOf(listWebhooks, await get('/webhooks'));
    expect(items.map(({ id, health: shown }) => [id, shown])).toEqual([
      [webhookId, { status: 'healthy' }],
      [other, { status: 'failing', failingSince: iso('10:30:00') }],
    ]);
    expect(api.unreadableLanes).toEqual([webhookId]);
    expect(await get(`/webhooks/${webhookId}/health`)).toMatchObject({ status: 500 });
    expect(await health(other)).toMatchObject({ status: 'failing' });
  });
});

describe('a webhook', () => {
  test('is disabled after five days of failing, unless it says otherwise; null means never, also in a patch', async () => {
    const shown = async () => bodyOf(readWebhook, await get(`/webhooks/${webhookId}`));
    expect((await shown()).disableAfterFailingSeconds).toBe(432_000);
    expect(await patch({ disableAfterFailingSeconds: null })).toMatchObject({ status: 200 });
    expect((await shown()).disableAfterFailingSeconds).toBeNull();
    await patch({ name: 'Renamed' });
    expect((await shown()).disableAfterFailingSeconds).toBeNull();
    expect(await patch({ disableAfterFailingSeconds: 3_599 })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'disableAfterFailingSeconds' }] },
    });
    expect(await shown()).not.toHaveProperty('freshSince');
  });
});
