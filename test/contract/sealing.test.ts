import { expect, test } from '@jest/globals';
import { createSpace, everything, inTable, keyOf, replyIn, webhookOf } from './configuration-stores.ts';

test('a dump of the table holds no secret', async () => {
  const stores = inTable();
  const space = await createSpace(stores);
  await stores.webhooks.create(webhookOf(space), replyIn(space));
  await stores.keys.create(keyOf(space));
  expect(JSON.stringify(await everything())).not.toMatch(/hush/);
});
