import { beforeEach, describe, expect, test } from '@jest/globals';
import { createdId } from '../../support/answers.ts';
import { InProcessApi } from '../../support/in-process-api.ts';

let api: InProcessApi;
let key: string;
let webhookId: string;

const call = (method: string, path: string, body?: unknown, query?: Record<string, string>) =>
  api.call({ method, path: `/v1/spaces/acme${path}`, key, body, query });
const newWebhook = async (name: string) =>
  createdId(await call('POST', '/webhooks', { name, url: 'https://example.com/' }));
const ruleCalling = (...ids: readonly string[]) => ({
  name: 'Tell',
  ownerEmail: 'a@b.example',
  trigger: { eventType: 'score.dropped' },
  steps: ids.map((id) => ({ webhookId: id })),
});

beforeEach(async () => {
  api = new InProcessApi();
  key = await api.createSpace('acme');
  webhookId = await newWebhook('Called');
});

/** Lets something happen once, in the moment between a look at the webhook and what follows from it. */
function betweenCheckAndWrite(happen: () => Promise<unknown>): void {
  const { webhooks } = api.configuration;
  const { exists } = webhooks;
  webhooks.exists = async (ref) => {
    const there = await exists(ref);
    webhooks.exists = exists;
    await happen();
    return there;
  };
}

/** Lets something happen once, when it was seen that no rule stands in the way of a webhook's removal. */
function beforeRemoval(happen: () => Promise<unknown>): void {
  const { webhooks } = api.configuration;
  const { remove } = webhooks;
  webhooks.remove = async (removal) => {
    webhooks.remove = remove;
    await happen();
    return remove(removal);
  };
}

describe('a webhook that is deleted while', () => {
  const goes = () => betweenCheckAndWrite(() => call('DELETE', `/webhooks/${webhookId}`, undefined, { force: 'true' }));
  const missing = { status: 400, body: { errors: [{ path: 'steps.0.webhookId' }] } };

  test('a rule is created that calls it, is refused as missing', async () => {
    goes();
    expect(await call('POST', '/rules', ruleCalling(webhookId))).toMatchObject(missing);
    expect(await call('GET', '/rules')).toMatchObject({ body: { items: [] } });
  });

  test('a rule takes it as a step, is refused as missing', async () => {
    const path = `/rules/${createdId(await call('POST', '/rules', ruleCalling(await newWebhook('Other'))))}`;
    goes();
    expect(await call('PATCH', path, { steps: [{ webhookId }] })).toMatchObject(missing);
  });

  test('a rule that calls it is enabled, is refused as missing', async () => {
    const path = `/rules/${createdId(await call('POST', '/rules', { ...ruleCalling(webhookId), enabled: false }))}`;
    goes();
    expect(await call('PATCH', path, { enabled: true })).toMatchObject(missing);
    expect(await call('GET', path)).toMatchObject({ body: { enabled: false } });
  });
});

describe('a rule that comes to call a webhook while that is deleted', () => {
  const remove = (force: string) => call('DELETE', `/webhooks/${webhookId}`, undefined, { force });
  const changes: readonly (readonly [string, () => Promise<() => Promise<unknown>>])[] = [
    ['by its creation', async () => () => call('POST', '/rules', ruleCalling(webhookId))],
    [
      'by a new step',
      async () => {
        const path = `/rules/${createdId(await call('POST', '/rules', ruleCalling(await newWebhook('Other'))))}`;
        return () => call('PATCH', path, { steps: [{ webhookId }] });
      },
    ],
  ];

  test.each(changes)('%s stands in the way', async (_how, prepare) => {
    beforeRemoval(await prepare());
    expect(await remove('false')).toMatchObject({ status: 409, body: { detail: expect.stringContaining('"Tell"') } });
    expect(await call('GET', `/webhooks/${webhookId}`)).toMatchObject({ status: 200 });
  });

  test.each<(typeof changes)[number]>([
    ...changes,
    [
      'by being enabled',
      async () => {
        const path = `/rules/${createdId(await call('POST', '/rules', { ...ruleCalling(webhookId), enabled: false }))}`;
        return () => call('PATCH', path, { enabled: true });
      },
    ],
  ])('%s is disabled by force, and named', async (_how, prepare) => {
    beforeRemoval(await prepare());
    expect(await remove('true')).toMatchObject({ status: 200, body: { disabledRules: [{ name: 'Tell' }] } });
    expect(await call('GET', '/rules')).toMatchObject({ body: { items: [{ enabled: false }] } });
  });

  test('is named once, however often it has to be disabled', async () => {
    const path = `/rules/${createdId(await call('POST', '/rules', ruleCalling(webhookId)))}`;
    beforeRemoval(() => call('PATCH', path, { enabled: true }));
    const { body } = await remove('true');
    expect(body).toEqual({ disabledRules: [{ id: path.slice('/rules/'.length), name: 'Tell' }] });
    expect(await call('GET', path)).toMatchObject({ body: { enabled: false } });
  });

  test('does not come to call it by any other change', async () => {
    const path = `/rules/${createdId(await call('POST', '/rules', { ...ruleCalling(webhookId), enabled: false }))}`;
    let removals = 0;
    beforeRemoval(async () => {
      removals += 1;
      await call('PATCH', path, { name: 'Renamed' });
    });
    expect(await remove('true')).toMatchObject({ status: 204 });
    expect(removals).toBe(1);
  });
});
