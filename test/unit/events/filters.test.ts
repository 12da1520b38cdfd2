import { beforeEach, describe, expect, test } from '@jest/globals';
import { maxFilterLength } from '../../../functions/shared/events/domain/event-filter.ts';
import { changeRule } from '../../../functions/shared/rules/runtime/rules-contract.ts';
import { readWebhook } from '../../../functions/shared/webhooks/runtime/webhooks-contract.ts';
import { bodyOf, createdId } from '../../support/answers.ts';
import { InProcessApi } from '../../support/in-process-api.ts';

let api: InProcessApi;
let manager: string;

beforeEach(async () => {
  api = new InProcessApi();
  manager = await api.createSpace('acme');
});

const call = (method: string, path: string, body?: unknown) =>
  api.call({ method, path: `/v1/spaces/acme${path}`, key: manager, body });

const filter = { data: { severity: [{ numeric: ['>=', 3] }], region: ['eu'] } };

async function create(path: string, fields: object): Promise<string> {
  return `${path}/${createdId(await call('POST', path, fields))}`;
}

describe('the filter of a webhook', () => {
  const newWebhook = (fields: object = {}) =>
    create('/webhooks', { name: 'One', url: 'https://example.com/', ...fields });

  test('is kept and shown as it was given, and is absent by default', async () => {
    expect(await call('GET', await newWebhook({ filter }))).toMatchObject({ status: 200, body: { filter } });
    expect((await call('GET', await newWebhook({ name: 'Two' }))).body).not.toHaveProperty('filter');
  });

  test('is replaced as a whole by a patch, removed by null, and kept if the patch does not name it', async () => {
    const path = await newWebhook({ filter });
    const other = { data: { region: ['us'] } };
    expect((await call('PATCH', path, { description: 'x' })).body).toMatchObject({ filter });
    expect((await call('PATCH', path, { filter: other })).body).toMatchObject({ filter: other });
    expect(bodyOf(readWebhook, await call('GET', path)).filter).toEqual(other);
    expect((await call('PATCH', path, { filter: null })).body).not.toHaveProperty('filter');
  });

  test('cannot lose a condition to null: in a patch, too, that is no condition', async () => {
    const path = await newWebhook({ filter });
    expect(await call('PATCH', path, { filter: { data: { severity: null, region: ['us'] } } })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'filter.data.severity', message: expect.stringContaining('write [null]') }] },
    });
  });

  test('is refused with every wrong place and its remedy', async () => {
    const wrong = { $or: [{ data: { a: ['x'] } }, { nothing: [1] }], 'data.b': [{ like: 'x' }], title: 'x' };
    expect(await call('POST', '/webhooks', { name: 'Bad', url: 'https://example.com/', filter: wrong })).toMatchObject({
      status: 400,
      body: {
        errors: [
          { path: 'filter.data.b.0.like', message: expect.stringContaining('must be one of prefix') },
          { path: 'filter.title', message: expect.stringContaining('write ["x"]') },
          { path: 'filter.$or.1.nothing', message: expect.stringContaining('must be one of type, title') },
        ],
      },
    });
  });

  test('is as long as an event pattern at most', async () => {
    const filterOf = (length: number) => ({ data: ['x'.repeat(length - JSON.stringify({ data: [''] }).length)] });
    await newWebhook({ filter: filterOf(maxFilterLength) });
    expect(
      await call('POST', '/webhooks', { name: 'Long', url: 'https://a.example/', filter: filterOf(2_049) }),
    ).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'filter', message: 'must have at most 2048 characters as JSON, and has 2049' }] },
    });
  });

  test('does not keep a test from being sent', async () => {
    const path = await newWebhook({ filter: { data: { never: ['x'] } }, eventTypes: ['hit.detected'] });
    expect(await call('POST', `${path}/test`)).toMatchObject({
      status: 200,
      body: { verdict: { outcome: 'succeeded' } },
    });
    expect(api.sender.sent).toHaveLength(1);
  });
});

describe("the filter of a rule's trigger", () => {
  const newRule = async (trigger: object) => {
    const webhook = await create('/webhooks', { name: 'One', url: 'https://example.com/' });
    const steps = [{ webhookId: webhook.split('/')[2] }];
    return create('/rules', { name: 'Rule', ownerEmail: 'owner@acme.example', trigger, steps });
  };

  test('is kept, replaced as a whole, and removed by null', async () => {
    const path = await newRule({ eventType: 'hit.detected', filter });
    const triggerOf = async (patch: object) => bodyOf(changeRule, await call('PATCH', path, patch)).trigger;
    const other = { data: { region: ['us'] } };
    expect(await triggerOf({ enabled: false })).toEqual({ eventType: 'hit.detected', filter });
    expect(await triggerOf({ trigger: { filter: other } })).toEqual({ eventType: 'hit.detected', filter: other });
    expect(await triggerOf({ trigger: { eventType: 'a.b' } })).toEqual({ eventType: 'a.b', filter: other });
    expect(await triggerOf({ trigger: { filter: null } })).toEqual({ eventType: 'a.b' });
  });

  test('is refused with the wrong place', async () => {
    const path = await newRule({ eventType: 'hit.detected', filter });
    const trigger = { filter: { data: { a: [{ cidr: 'x' }], b: null } } };
    expect(await call('PATCH', path, { trigger })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'trigger.filter.data.a.0.cidr' }, { path: 'trigger.filter.data.b' }] },
    });
  });
});

describe('a test of a filter', () => {
  const answer = async (event: object, tested: object = filter) => {
    const { status, body } = await call('POST', '/filters/test', { filter: tested, event });
    expect(status).toBe(200);
    return body;
  };

  test('says that an event matches', async () => {
    const event = { type: 'a.b', id: 'evt_1', data: { severity: 3, region: 'eu' } };
    expect(await answer(event)).toEqual({ matches: true, misfits: [], undecided: false });
  });

  test('says what of an event does not match', async () => {
    expect(await answer({ type: 'a.b', data: { severity: 2 } })).toEqual({
      matches: false,
      misfits: [
        { path: 'data.region', message: 'does not exist' },
        { path: 'data.severity', message: 'has no value that the filter accepts' },
      ],
      undecided: false,
    });
  });

  test('says that an event with too many values would be sent', async () => {
    const operators = Array.from({ length: 60 }, (_, index) => ({ numeric: ['>', 10 + index] }));
    const data = Array.from({ length: 100_000 }, () => 1);
    const tested = await answer({ type: 'a.b', data }, { data: operators });
    expect(tested).toEqual({ matches: true, misfits: [], undecided: true });
  });

  test('refuses a wrong filter and a wrong event with their places', async () => {
    const body = { filter: { data: [{ prefix: 5 }] }, event: { type: 'a..b', data: 1 } };
    expect(await call('POST', '/filters/test', body)).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'filter.data.0.prefix' }, { path: 'event.type' }] },
    });
  });
});
