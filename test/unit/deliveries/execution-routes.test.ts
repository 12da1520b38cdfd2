import { beforeEach, describe, expect, test } from '@jest/globals';
import { listExecutions } from '../../../functions/shared/deliveries/runtime/executions-contract.ts';
import { readRule } from '../../../functions/shared/rules/runtime/rules-contract.ts';
import { bodyOf, createdId } from '../../support/answers.ts';
import { InProcessApi } from '../../support/in-process-api.ts';
import { anExecution } from '../../support/records/execution.ts';

let api: InProcessApi;
let key: string;
let webhookId: string;
let ruleId: string;
const { id } = anExecution();
const at = '2026-01-01T00:00:00.000Z';

type Changes = Parameters<typeof anExecution>[0];
const record = (changes: Changes = {}) => {
  const steps = [{ webhookId }, { webhookId }, { webhookId }];
  const attempts = [
    { number: 1, step: 1, webhookId, startedAt: at, durationMs: 9, status: 200, reason: 'HTTP 200.' },
    { number: 2, step: 2, webhookId, startedAt: at, durationMs: 9, status: 500, reason: 'HTTP 500.' },
  ];
  const execution = { ruleId, steps, step: 1, attemptsBefore: 1, responseNames: ['a'], ...changes?.execution };
  return api.deliveries.recordFirst([anExecution({ webhookId, status: 'exhausted', attempts, ...changes, execution })]);
};
const post = async (path: string, body: unknown) => {
  return createdId(await api.call({ method: 'POST', path: `/v1/spaces/acme${path}`, key, body }));
};
const call = (method: string, rest: string, as = key) =>
  api.call({ method, path: `/v1/spaces/acme/rules/${ruleId}/executions${rest}`, key: as });

beforeEach(async () => {
  api = new InProcessApi();
  key = await api.createSpace('acme');
  webhookId = await post('/webhooks', { name: 'Alerts', url: 'https://hooks.example.com/in' });
  const trigger = { eventType: 'score.dropped' };
  ruleId = await post('/rules', { name: 'Tell', ownerEmail: 'a@b.example', trigger, steps: [{ webhookId }] });
});

describe('executions', () => {
  test('are read with what each step came to', async () => {
    await record();
    const shown = {
      id,
      ruleId,
      ruleName: 'Tell the vendor',
      eventId: 'evt_1',
      eventType: 'hit.detected',
      status: 'exhausted',
      createdAt: at,
      updatedAt: '2026-01-01T00:00:00.250Z',
      steps: [
        {
          webhookId,
          status: 'succeeded',
          attempts: [{ number: 1, startedAt: at, durationMs: 9, status: 200, reason: 'HTTP 200.' }],
        },
        {
          webhookId,
          status: 'exhausted',
          attempts: [{ number: 2, startedAt: at, durationMs: 9, status: 500, reason: 'HTTP 500.' }],
        },
        { webhookId, status: 'not_reached', attempts: [] },
      ],
    };
    expect(await call('GET', `/${id}`)).toMatchObject({ status: 200, body: shown });
    expect(await call('GET', '')).toMatchObject({ status: 200, body: { items: [shown], next: null } });
  });

  test('are listed newest first, page by page, by status', async () => {
    const ids = ['01KDX7R9K00000000000000001', '01KDX7R9K00000000000000002', '01KDX7R9K00000000000000003'];
    for (const each of ids) await record({ id: each });
    await record({ id: '01KDX7R9K00000000000000004', status: 'succeeded' });
    const path = `/v1/spaces/acme/rules/${ruleId}/executions`;
    const query = { status: 'exhausted', limit: '2' };
    const first = await api.call({ method: 'GET', path, key, query });
    const { items, next } = bodyOf(listExecutions, first);
    const second = await api.call({ method: 'GET', path, key, query: { ...query, cursor: next ?? '' } });
    const rest = bodyOf(listExecutions, second);
    expect(rest.next).toBeNull();
    expect([...items, ...rest.items].map((each) => each.id)).toEqual(ids.reverse());
  });

  test('show as held while the webhook of their present step is paused', async () => {
    await record({ status: 'retrying', nextAttemptAt: at, position: { queue: 'scheduled', dueAt: at } });
    expect(await call('GET', `/${id}`)).toMatchObject({ body: { status: 'retrying', nextAttemptAt: at } });
    const path = `/v1/spaces/acme/webhooks/${webhookId}`;
    await api.call({ method: 'PATCH', path, key, body: { status: 'paused' } });
    expect(await call('GET', `/${id}`)).toMatchObject({
      body: { status: 'held', steps: [{}, { status: 'held' }, {}] },
    });
    const list = { method: 'GET', path: `/v1/spaces/acme/rules/${ruleId}/executions`, key };
    expect(await api.call({ ...list, query: { status: 'held' } })).toMatchObject({ body: { items: [{ id }] } });
    expect(await api.call({ ...list, query: { status: 'retrying' } })).toMatchObject({ body: { items: [] } });
  });

  test('of a rule or under an id that is not there are a 404', async () => {
    expect(await call('GET', `/${id}`)).toMatchObject({ status: 404 });
    ruleId = id;
    for (const rest of ['', `/${id}`]) expect(await call('GET', rest)).toMatchObject({ status: 404 });
  });
});

describe('a manual retry', () => {
  test('goes on from the failed step', async () => {
    await record();
    expect(await call('POST', `/${id}/retry`)).toMatchObject({
      status: 202,
      body: {
        id,
        status: 'pending',
        steps: [{ status: 'succeeded' }, { status: 'pending' }, { status: 'not_reached' }],
      },
    });
    expect(api.retries.messages).toMatchObject([{ lease: { deliveryId: id } }]);
  });

  test('is refused when no step failed', async () => {
    await record({ status: 'succeeded', execution: { ruleId, step: 2 } });
    expect(await call('POST', `/${id}/retry`)).toMatchObject({ status: 409 });
    expect(await call('POST', `/${id.replace('0', '1')}/retry`)).toMatchObject({ status: 404 });
    expect(api.retries.messages).toEqual([]);
  });

  test('is for managers', async () => {
    await record();
    expect(await call('POST', `/${id}/retry`, await api.createKey('acme', 'viewer'))).toMatchObject({ status: 403 });
  });
});

describe('a webhook that a rule calls', () => {
  const remove = (query?: Record<string, string>) =>
    api.call({ method: 'DELETE', path: `/v1/spaces/acme/webhooks/${webhookId}`, key, ...(query && { query }) });
  const rule = async () =>
    bodyOf(readRule, await api.call({ method: 'GET', path: `/v1/spaces/acme/rules/${ruleId}`, key }));

  test('is not deleted, and the rule is named', async () => {
    expect(await remove()).toMatchObject({ status: 409, body: { detail: expect.stringContaining('"Tell"') } });
    expect(await remove({ force: 'false' })).toMatchObject({ status: 409 });
    expect(await rule()).toMatchObject({ enabled: true });
  });

  test('is deleted by force, which disables the rule and says so', async () => {
    expect(await remove({ force: 'true' })).toMatchObject({
      status: 200,
      body: { disabledRules: [{ id: ruleId, name: 'Tell' }] },
    });
    expect(await rule()).toMatchObject({ enabled: false });
    expect(await remove({ force: 'true' })).toMatchObject({ status: 404 });
    const path = `/v1/spaces/acme/rules/${ruleId}`;
    expect(await api.call({ method: 'PATCH', path, key, body: { enabled: true } })).toMatchObject({ status: 400 });
  });

  test('is deleted as usual when no rule calls it any more', async () => {
    await api.call({ method: 'DELETE', path: `/v1/spaces/acme/rules/${ruleId}`, key });
    expect(await remove()).toMatchObject({ status: 204, body: undefined });
  });
});
