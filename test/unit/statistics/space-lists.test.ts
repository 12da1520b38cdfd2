import { beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import type { Delivery } from '../../../functions/shared/deliveries/domain/delivery.ts';
import type { StoredEvent } from '../../../functions/shared/events/application/ports.ts';
import { deliveryId } from '../../../functions/shared/events/domain/delivery-id.ts';
import { pageOf } from '../../../functions/shared/platform/runtime/fields.ts';
import { recordActivity } from '../../../functions/shared/statistics/application/record-activity.ts';
import { createdId } from '../../support/answers.ts';
import { InProcessApi } from '../../support/in-process-api.ts';
import { aDelivery } from '../../support/records/delivery.ts';

const page = pageOf(z.looseObject({ id: z.string() })).extend({ searchedTo: z.string().optional() });

describe('what is listed over a whole space', () => {
  let api: InProcessApi;
  let key: string;
  let one: string;
  let other: string;

  const createWebhook = async (name: string) => {
    const body = { name, url: 'https://example.com/', eventTypes: ['*'] };
    const answer = await api.call({ method: 'POST', path: '/v1/spaces/acme/webhooks', key, body });
    return createdId(answer);
  };

  beforeEach(async () => {
    api = new InProcessApi();
    key = await api.createSpace('acme');
    [one, other] = [await createWebhook('one'), await createWebhook('other')];
  });

  /** As the table's stream has it. */
  const recordChanges = (...changes: Parameters<typeof recordActivity>[1]['changes']) =>
    recordActivity(api, { shard: 'shard', changes });

  const timeOf = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));

  /** An event of that minute, stored, told and sent to the targets. */
  async function send(minute: number, targets: readonly string[], changes: Partial<StoredEvent['event']> = {}) {
    const time = timeOf(minute).toISOString();
    const event = { space: 'acme', id: `e-${minute}`, type: 'hit', time, data: 1, ...changes };
    const stored = { event, envelopeId: `v-${minute}-${event.id}`, receivedAt: time, targets };
    await api.events.claim([stored]);
    await recordChanges({ kind: 'event', before: undefined, after: stored });
    return stored;
  }

  /** A record of the event's delivery to a webhook. */
  async function record({ event, envelopeId }: StoredEvent, webhookId: string, changes: Partial<Delivery> = {}) {
    const after = aDelivery({
      id: deliveryId({ envelopeId, targetId: webhookId, time: new Date(event.time) }),
      space: event.space,
      webhookId,
      eventId: event.id,
      envelopeId,
      eventType: event.type,
      createdAt: event.time,
      ...changes,
    });
    await api.deliveries.recordFirst([after]);
    await recordChanges({ kind: 'delivery', sequence: '1', before: undefined, after });
    return after;
  }

  const get = async (path: string, query: Record<string, string> = {}) =>
    page.parse((await api.call({ method: 'GET', path: `/v1/spaces/acme/${path}`, key, query })).body);
  const ids = async (path: string, query: Record<string, string> = {}) =>
    (await get(path, query)).items.map(({ id }) => id);

  test('are events with how their deliveries stand, newest first, also those that nobody asked for', async () => {
    const first = await send(1, [one, other]);
    await send(2, []);
    await record(first, one);
    const none = { pending: 0, retrying: 0, held: 0, succeeded: 0, failed: 0, exhausted: 0, discarded: 0 };
    const common = { type: 'hit', hasMoreDeliveries: false };
    expect(await get('events')).toEqual({
      items: [
        {
          ...common,
          id: 'e-2',
          time: timeOf(2).toISOString(),
          receivedAt: timeOf(2).toISOString(),
          deliveryCounts: none,
        },
        {
          ...common,
          id: 'e-1',
          time: timeOf(1).toISOString(),
          receivedAt: timeOf(1).toISOString(),
          deliveryCounts: { ...none, pending: 1, succeeded: 1 },
        },
      ],
      next: null,
    });
    await api.call({ method: 'DELETE', path: `/v1/spaces/acme/webhooks/${other}`, key });
    expect((await get('events')).items[1]?.deliveryCounts).toEqual({ ...none, succeeded: 1 });
  });

  test('are events by type and time, in pages, and each of those that had one own id', async () => {
    for (const minute of [1, 2, 3, 4]) await send(minute, [], { type: minute === 3 ? 'miss' : 'hit' });
    expect(await ids('events', { type: 'hit' })).toEqual(['e-4', 'e-2', 'e-1']);
    const query = { since: timeOf(2).toISOString(), until: timeOf(4).toISOString() };
    expect(await ids('events', query)).toEqual(['e-3', 'e-2']);
    const page = await get('events', { limit: '3' });
    expect(page.items).toHaveLength(3);
    expect(await ids('events', { limit: '3', cursor: String(page.next) })).toEqual(['e-1']);
    await send(24 * 60 + 2, [one], { id: 'e-2' });
    expect(await ids('events', { type: 'hit' })).toEqual(['e-2', 'e-4', 'e-2', 'e-1']);
  });

  test('are few events in a page where each went to many, and none that has expired', async () => {
    const targets = Array.from({ length: 600 }, (_, index) => `wh-${index}`);
    for (const minute of [1, 2, 3]) await send(minute, targets);
    const page = await get('events');
    expect(page.items).toHaveLength(1);
    expect(await ids('events', { cursor: String(page.next) })).toEqual(['e-2']);
    const gone = { ...(await send(9, [])), envelopeId: 'gone' };
    await recordChanges({ kind: 'event', before: undefined, after: gone });
    expect((await ids('events')).slice(0, 1)).toEqual(['e-9']);
  });

  test('says of an event for more webhooks than a page of its fan-out that it has more deliveries', async () => {
    const { event, envelopeId } = await send(1, [one]);
    await api.events.addTargets({ space: 'acme', eventId: event.id, envelopeId, page: 1, targets: [other] });
    expect((await get('events')).items).toMatchObject([{ hasMoreDeliveries: true, deliveryCounts: { pending: 1 } }]);
  });

  test('are deliveries of all webhooks, as they stand now, and none of a deleted one', async () => {
    const event = await send(1, [one, other]);
    const failed = await record(event, one, { status: 'exhausted' });
    const waiting = await record(await send(2, [other]), other, { status: 'retrying' });
    expect(await ids('deliveries')).toEqual([waiting.id, failed.id]);
    expect(await ids('deliveries', { status: 'exhausted' })).toEqual([failed.id]);
    const path = `/v1/spaces/acme/webhooks/${other}`;
    await api.call({ method: 'PATCH', path, key, body: { status: 'paused' } });
    expect(await ids('deliveries', { status: 'held' })).toEqual([waiting.id]);
    expect((await get('deliveries')).items[0]).toMatchObject({ webhookId: other, status: 'held', eventType: 'hit' });
    await api.call({ method: 'DELETE', path, key });
    expect(await ids('deliveries')).toEqual([failed.id]);
  });

  test('are the few failed among many deliveries, of which no other is read, and how far a page has searched', async () => {
    const failed = await record(await send(0, [one]), one, { status: 'exhausted' });
    const mended = await record(await send(1, [one]), one, { status: 'failed' });
    const after = { ...mended, status: 'succeeded', version: 2 } as const;
    await api.deliveries.change([{ before: mended, after }]);
    await recordChanges({ kind: 'delivery', sequence: '2', before: mended, after });
    const event = await send(2, [one]);
    const many = Array.from({ length: 5_000 }, (_, number) => ({
      space: 'acme',
      entry: {
        key: deliveryId({ envelopeId: `v-${number}`, targetId: one, time: timeOf(3 + number) }),
        eventType: event.event.type,
        webhookId: one,
      },
    }));
    await api.deliveryIndex.add(many);
    const read: number[] = [];
    const find = api.deliveries.find.bind(api.deliveries);
    api.deliveries.find = (refs) => {
      read.push(refs.length);
      return find(refs);
    };
    expect(await ids('deliveries', { status: 'exhausted' })).toEqual([failed.id]);
    expect(await ids('deliveries', { status: 'failed' })).toEqual([]);
    expect(read).toEqual([2, 2]);
    read.length = 0;
    const page = await get('deliveries', { status: 'retrying' });
    // Records that are gone by now stand for those that do not match.
    expect(read).toEqual([50, 1_000, 1_000, 1_000, 1_000]);
    expect(page).toMatchObject({ items: [], next: expect.any(String), searchedTo: timeOf(3 + 950).toISOString() });
    expect(await get('deliveries', { status: 'exhausted' })).not.toHaveProperty('searchedTo');
  });

  test('are deliveries by type and by both times, in pages that belong to their filters', async () => {
    const made: Delivery[] = [];
    for (const minute of [1, 2, 3]) {
      const event = await send(minute, [one], { type: minute === 2 ? 'miss' : 'hit' });
      made.push(await record(event, one, { createdAt: timeOf(60 - minute).toISOString() }));
    }
    const [first, second, third] = made.map(({ id }) => id);
    expect(await ids('deliveries', { eventType: 'hit' })).toEqual([third, first]);
    expect(await ids('deliveries', { since: timeOf(2).toISOString() })).toEqual([third, second]);
    expect(await ids('deliveries', { until: timeOf(2).toISOString() })).toEqual([first]);
    expect(await ids('deliveries', { createdSince: timeOf(58).toISOString() })).toEqual([second, first]);
    expect(await ids('deliveries', { createdUntil: timeOf(58).toISOString() })).toEqual([third]);
    const { next } = await get('deliveries', { limit: '1' });
    expect(await ids('deliveries', { limit: '1', cursor: String(next) })).toEqual([second]);
    const wrong = { cursor: String(next), eventType: 'hit' };
    const answer = await api.call({ method: 'GET', path: '/v1/spaces/acme/deliveries', key, query: wrong });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'cursor' }] } });
  });
});
