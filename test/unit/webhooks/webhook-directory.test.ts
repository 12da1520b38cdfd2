import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { DynamoDb } from '../../../functions/shared/platform/adapters/aws/dynamodb.ts';
import { secretKeyring } from '../../../functions/shared/platform/adapters/secret-keyring.ts';
import { dynamodbWebhookDirectory } from '../../../functions/shared/webhooks/adapters/dynamodb-webhook-directory.ts';
import { sealWebhook } from '../../../functions/shared/webhooks/adapters/dynamodb-webhook-item.ts';
import type { Webhook } from '../../../functions/shared/webhooks/domain/webhook.ts';
import { aWebhook } from '../../support/records/webhook.ts';

const text = async () => JSON.stringify({ current: 'x'.repeat(32) });
const keyring = secretKeyring({ read: text, readAgain: text });

let items: Map<string, Record<string, unknown>>;
let reads: number;
let isDown: boolean;

/** As much of a table as the directory asks for. */
const client: Pick<DynamoDb, 'get'> = {
  get: async ({ Key }) => {
    reads += 1;
    if (isDown) throw new Error('throttled');
    return { Item: items.get(String(Key?.sk)) };
  },
};

const put = async (webhook: Webhook) => items.set(`WEBHOOK#${webhook.id}`, await sealWebhook(keyring, webhook));
const make = () => dynamodbWebhookDirectory(client, { table: 'table', keyring });
const ref = (webhookId: string) => ({ space: 'acme', webhookId });

beforeEach(() => {
  jest.useFakeTimers();
  items = new Map();
  reads = 0;
  isDown = false;
});
afterEach(() => {
  jest.useRealTimers();
});

test('a webhook is read once by a batch, and again when it is 3 seconds old', async () => {
  const directory = make();
  await put(aWebhook());
  await Promise.all([directory.find([ref('wh_1'), ref('wh_1')]), directory.find([ref('wh_1')])]);
  expect(reads).toBe(1);
  await put(aWebhook({ status: 'disabled' }));
  jest.advanceTimersByTime(2_900);
  expect((await directory.find([ref('wh_1')])).get('wh_1')).toMatchObject({ status: 'enabled' });
  jest.advanceTimersByTime(200);
  expect((await directory.find([ref('wh_1')])).get('wh_1')).toMatchObject({ status: 'disabled' });
  expect(reads).toBe(2);
});

test('a failed read is not kept', async () => {
  const directory = make();
  await put(aWebhook());
  isDown = true;
  await expect(directory.find([ref('wh_1')])).rejects.toThrow('throttled');
  isDown = false;
  expect((await directory.find([ref('wh_1')])).get('wh_1')).toEqual(aWebhook());
});

test('what is kept is bounded in all, however large its templates are', async () => {
  const directory = make();
  const template = 'x'.repeat(250_000);
  const ids = Array.from({ length: 200 }, (_, index) => `wh_${index}`);
  for (const id of ids) {
    await put(aWebhook({ id, payload: { format: 'template', template } }));
    await directory.find([ref(id)]);
  }
  reads = 0;
  await directory.find(ids.toReversed().map(ref));
  // 32 MB hold some 130 of them.
  expect(reads).toBeGreaterThan(60);
  expect(reads).toBeLessThan(90);
});

test.each(['paused', 'disabled'] as const)(
  'that a webhook is %s is not kept, so that it goes on as soon as it may',
  async (status) => {
    const directory = make();
    await put(aWebhook({ status }));
    await Promise.all([directory.find([ref('wh_1')]), directory.find([ref('wh_1')])]);
    expect(reads).toBe(1);
    await put(aWebhook());
    expect((await directory.find([ref('wh_1')])).get('wh_1')).toMatchObject({ status: 'enabled' });
  },
);
