import { beforeEach, describe, expect, test } from '@jest/globals';
import { countsOf } from '../../../functions/shared/statistics/domain/statistics.ts';
import { readStatistics } from '../../../functions/shared/statistics/runtime/statistics-contract.ts';
import { bodyOf, createdId, errorsIn } from '../../support/answers.ts';
import { InProcessApi } from '../../support/in-process-api.ts';
import { aDelivery } from '../../support/records/delivery.ts';

describe('statistics', () => {
  let api: InProcessApi;
  let key: string;
  let webhookId: string;

  beforeEach(async () => {
    api = new InProcessApi({ start: '2026-11-22T10:20:00.000Z' });
    key = await api.createSpace('acme');
    const body = { name: 'Alerts', url: 'https://example.com/', eventTypes: ['*'] };
    const made = await api.call({ method: 'POST', path: '/v1/spaces/acme/webhooks', key, body });
    webhookId = createdId(made);
  });

  /** Counts a delivery at this time. */
  const deliver = async (updatedAt: string, changes: Readonly<{ webhookId?: string }> = {}) => {
    const after = aDelivery({ space: 'acme', webhookId, updatedAt, ...changes });
    const sequence = String(Date.parse(updatedAt));
    const counts = countsOf({ before: undefined, after }).map((count) => ({ ...count, sequence }));
    await api.statistics.count({ shard: 'shard', counts });
  };

  const read = (query: Record<string, string> = {}, path = `/v1/spaces/acme/webhooks/${webhookId}/statistics`) =>
    api.call({ method: 'GET', path, key, query });
  const buckets = async (...call: Parameters<typeof read>) => bodyOf(readStatistics, await read(...call)).buckets;
  const errors = async (query: Record<string, string>) => {
    const answer = await read(query);
    return { status: answer.status, errors: errorsIn(answer) };
  };

  test('of a webhook are the last day by hours, unless more is asked for', async () => {
    await deliver('2026-11-21T09:59:00.000Z');
    await deliver('2026-11-22T08:30:00.000Z');
    await deliver('2026-11-22T10:10:00.000Z');
    const found = await buckets();
    expect(found).toHaveLength(25);
    expect(found[0]).toEqual({
      start: '2026-11-21T10:00:00.000Z',
      delivered: 0,
      failedAttempts: 0,
      exhausted: 0,
      p50Ms: null,
      p95Ms: null,
    });
    expect(found.filter(({ delivered }) => delivered > 0).map(({ start }) => start)).toEqual([
      '2026-11-22T08:00:00.000Z',
      '2026-11-22T10:00:00.000Z',
    ]);
    expect(found.at(-1)?.p50Ms).toBeGreaterThan(0);
  });

  test('of days go back for 30 of them, in whole days', async () => {
    await deliver('2026-10-23T00:00:00.000Z');
    const found = await buckets({ interval: 'day' });
    expect(found).toHaveLength(31);
    expect(found[0]).toMatchObject({ start: '2026-10-23T00:00:00.000Z', delivered: 1 });
    expect(await buckets({ interval: 'day', since: '2026-10-23T00:00:00Z' })).toEqual(found);
  });

  test('of a space are those of all its webhooks, also of deleted ones', async () => {
    await deliver('2026-11-22T10:10:00.000Z');
    await deliver('2026-11-22T10:11:00.000Z', { webhookId: 'deleted' });
    expect((await buckets({}, '/v1/spaces/acme/statistics')).at(-1)?.delivered).toBe(2);
    expect((await buckets()).at(-1)?.delivered).toBe(1);
    const other = await api.createSpace('other');
    const path = `/v1/spaces/other/webhooks/${webhookId}/statistics`;
    expect((await api.call({ method: 'GET', path, key: other })).status).toBe(404);
  });

  test('end where they are asked to, and now at the latest', async () => {
    const query = { since: '2026-11-22T05:30:00Z', until: '2026-11-22T07:00:00Z' };
    expect((await buckets(query)).map(({ start }) => start.slice(11, 16))).toEqual(['05:00', '06:00']);
    const later = { since: '2026-11-22T09:30:00Z', until: '2026-12-22T00:00:00Z' };
    expect((await buckets(later)).map(({ start }) => start.slice(11, 16))).toEqual(['09:00', '10:00']);
  });

  test('refuse a span that they do not have, and say why', async () => {
    const refusal = (path: string, message: string) => ({ status: 400, errors: [{ path, message }] });
    const kept = 'statistics are stored for 30 days';
    expect(await errors({ since: '2026-10-22T23:59:59Z' })).toEqual(
      refusal('since', `must be 2026-10-23T00:00:00.000Z or later: ${kept}`),
    );
    expect(await errors({ until: '2026-10-23T00:00:00Z' })).toEqual(
      refusal('until', `must be later than 2026-10-23T00:00:00.000Z: ${kept}`),
    );
    const empty: readonly Record<string, string>[] = [
      { since: '2026-11-22T10:00:00Z', until: '2026-11-22T10:00:00Z' },
      { since: '2026-11-22T10:30:00Z' },
    ];
    for (const query of empty) {
      expect(await errors(query)).toEqual(
        refusal('until', 'must be later than since, which must not be in the future'),
      );
    }
    expect((await errors({ interval: 'minute' })).status).toBe(400);
  });
});
