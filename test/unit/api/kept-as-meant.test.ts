import { beforeEach, describe, expect, test } from '@jest/globals';
import { listWebhooks } from '../../../functions/shared/webhooks/runtime/webhooks-contract.ts';
import { bodyOf, createdId } from '../../support/answers.ts';
import { type ApiAnswer, adminKey, InProcessApi } from '../../support/in-process-api.ts';

let api: InProcessApi;
let key: string;

beforeEach(async () => {
  api = new InProcessApi();
  key = await api.createSpace('acme');
});

const call = (method: string, path: string, body?: unknown): Promise<ApiAnswer> =>
  api.call({ method, path: `/v1/spaces/acme${path}`, key, body });

describe('a URL is kept as it is called', () => {
  const spellings = [
    ['https://10.0.0.1\n.example.com/', 'https://10.0.0.1.example.com/'],
    ['  https://example.com/a\t', 'https://example.com/a'],
    ['https:\\\\example.com\\a', 'https://example.com/a'],
    ['HTTPS://EXAMPLE.com:443/A/../b?c d', 'https://example.com/b?c%20d'],
    ['https://0x08080808/', 'https://8.8.8.8/'],
    ['https://bücher.example/ü', 'https://xn--bcher-kva.example/%C3%BC'],
    ['https://example.com', 'https://example.com/'],
  ] as const;

  test.each(spellings)('%j', async (typed, called) => {
    const created = await call('POST', '/webhooks', { name: 'One', url: typed });
    expect(created).toMatchObject({ status: 201, body: { url: called } });
    const path = `/webhooks/${createdId(created)}`;
    expect(await call('GET', path)).toMatchObject({ body: { url: called } });
    await call('PATCH', path, { url: 'https://elsewhere.example/' });
    expect(await call('PATCH', path, { url: typed })).toMatchObject({ status: 200, body: { url: called } });
    expect(await call('POST', '/webhooks/test', { url: typed })).toMatchObject({ body: { request: { url: called } } });
  });

  test('and may not be longer than allowed by then', async () => {
    const long = { name: 'Long', url: `https://example.com/${'ü'.repeat(2_000)}` };
    expect(await call('POST', '/webhooks', long)).toMatchObject({ status: 400, body: { errors: [{ path: 'url' }] } });
  });
});

const named = {
  webhook: { path: '/webhooks', body: { url: 'https://example.com/' } },
  rule: { path: '/rules', body: { ownerEmail: 'a@b.example', trigger: { eventType: 'a' } } },
  key: { path: '/keys', body: { role: 'viewer' } },
} as const;

describe.each(Object.entries(named))('the name of a %s', (kind, { path, body }) => {
  const create = async (name: string) => {
    const webhook =
      kind === 'rule' ? await call('POST', '/webhooks', { name: 'Called', url: 'https://example.com/' }) : undefined;
    const steps = webhook?.status === 201 ? [{ webhookId: createdId(webhook) }] : await stepsOfFirst();
    return call('POST', path, { ...body, ...(kind === 'rule' ? { steps } : {}), name });
  };
  const stepsOfFirst = async () => {
    const { items } = bodyOf(listWebhooks, await call('GET', '/webhooks'));
    return items.slice(0, 1).map(({ id }) => ({ webhookId: id }));
  };

  test('is kept in one form, however it was typed', async () => {
    const created = await create('Cafe\u0301\u00a0\u2003 Mu\u0308nchen');
    expect(created).toMatchObject({ status: 201, body: { name: 'Café München' } });
  });

  test.each(['Safe\u200b', 'So\u00adft', '\u202eevil', 'a\ufeffb'])(
    'holds nothing that cannot be seen: %j',
    async (name) => {
      expect(await create(name)).toMatchObject({ status: 400, body: { errors: [{ path: 'name' }] } });
    },
  );
});

describe.each(['webhook', 'rule'] as const)('two names of a %s that look alike', (kind) => {
  test.each([
    ['Caf\u00e9', 'Cafe\u0301'],
    ['Two words', 'Two\u00a0words'],
    ['Two words', 'Two  words'],
  ])('are one: %j and %j', async (one, other) => {
    const { path, body } = named[kind];
    const webhook = await call('POST', '/webhooks', { name: 'Called', url: 'https://example.com/' });
    const fields = { ...body, ...(kind === 'rule' ? { steps: [{ webhookId: createdId(webhook) }] } : {}) };
    expect(await call('POST', path, { ...fields, name: one })).toMatchObject({ status: 201 });
    const taken = { status: 409, body: { errors: [{ path: 'name' }] } };
    expect(await call('POST', path, { ...fields, name: other })).toMatchObject(taken);
    const third = await call('POST', path, { ...fields, name: 'Third' });
    expect(await call('PATCH', `${path}/${createdId(third)}`, { name: other })).toMatchObject(taken);
    expect(await call('POST', path, { ...fields, name: one.toUpperCase() })).toMatchObject({ status: 201 });
  });
});

test('the name of a space is kept in one form, and holds nothing that cannot be seen', async () => {
  const space = (method: string, name: string) =>
    method === 'POST'
      ? api.call({ method, path: '/v1/spaces', key: adminKey, body: { id: 'new', name, ownerEmail: 'a@b.example' } })
      : api.call({ method, path: '/v1/spaces/acme', key: adminKey, body: { name } });
  for (const method of ['POST', 'PATCH']) {
    expect(await space(method, 'So\u00adft')).toMatchObject({ status: 400, body: { errors: [{ path: 'name' }] } });
    expect(await space(method, 'Cafe\u0301\u00a0')).toMatchObject({ status: 400 });
    expect(await space(method, 'Cafe\u0301\u00a0Nero')).toMatchObject({ body: { name: 'Café Nero' } });
  }
});
