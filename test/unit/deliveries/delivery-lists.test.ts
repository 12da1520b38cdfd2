import { expect, test } from '@jest/globals';
import { encodeTime } from 'ulid';
import { listDeliveries, readEvent } from '../../../functions/shared/deliveries/runtime/deliveries-contract.ts';
import { bodyOf, createdId } from '../../support/answers.ts';
import { InProcessApi } from '../../support/in-process-api.ts';
import { aDelivery } from '../../support/records/delivery.ts';

const idOf = (eventTime: string) => `${encodeTime(Date.parse(eventTime))}${'0'.repeat(16)}`;

test('deliveries are found by the time of their event, and by the time they were sent', async () => {
  const api = new InProcessApi();
  const key = await api.createSpace('acme');
  const body = { name: 'Alerts', url: 'https://example.com/', eventTypes: ['*'] };
  const created = await api.call({ method: 'POST', path: '/v1/spaces/acme/webhooks', key, body });
  const webhookId = createdId(created);
  const backfilled = aDelivery({ webhookId, id: idOf('2025-01-01T00:00:00Z'), createdAt: '2026-11-22T09:59:00.000Z' });
  const older = aDelivery({ webhookId, id: idOf('2026-11-22T08:00:00Z'), createdAt: '2026-11-22T08:00:01.000Z' });
  await api.deliveries.recordFirst([backfilled, older]);
  const list = async (query: Record<string, string>) => {
    const path = `/v1/spaces/acme/webhooks/${webhookId}/deliveries`;
    const answer = await api.call({ method: 'GET', path, key, query });
    return bodyOf(listDeliveries, answer).items.map(({ id }) => id);
  };
  expect(await list({ createdSince: '2026-11-22T10:50:00+01:00' })).toEqual([backfilled.id]);
  expect(await list({ createdUntil: '2026-11-22T09:50:00Z' })).toEqual([older.id]);
  expect(await list({ since: '2026-01-01T00:00:00Z' })).toEqual([older.id]);
  expect(await list({ until: '2026-01-01T00:00:00Z', createdSince: '2026-11-22T00:00:00Z' })).toEqual([backfilled.id]);
});

test("an event's deliveries are gone with their webhook, before they are purged", async () => {
  const api = new InProcessApi();
  const key = await api.createSpace('acme');
  const created = async (name: string) => {
    const body = { name, url: 'https://example.com/', eventTypes: ['*'] };
    const answer = await api.call({ method: 'POST', path: '/v1/spaces/acme/webhooks', key, body });
    return createdId(answer);
  };
  const [kept, removed] = [await created('kept'), await created('removed')];
  const event = { space: 'acme', id: 'e', type: 'hit', time: '2026-11-22T09:00:00.000Z', data: 1 };
  await api.events.claim([{ event, envelopeId: 'v', receivedAt: event.time, targets: [kept, removed] }]);
  const webhooks = async () => {
    const answer = await api.call({ method: 'GET', path: '/v1/spaces/acme/events/e', key });
    return bodyOf(readEvent, answer).deliveries.items.map(({ webhookId }) => webhookId);
  };
  expect(await webhooks()).toEqual([kept, removed]);
  await api.call({ method: 'DELETE', path: `/v1/spaces/acme/webhooks/${removed}`, key });
  expect(await webhooks()).toEqual([kept]);
});
