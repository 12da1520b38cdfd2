import { expect, test } from '@jest/globals';
import { encodeTime } from 'ulid';
import { gatherDeliveries } from '../../../functions/shared/deliveries/application/gather-deliveries.ts';
import { VirtualClock } from '../../support/in-memory/clock.ts';
import { InMemoryDeliveryStore } from '../../support/in-memory/delivery-store.ts';
import { aDelivery } from '../../support/records/delivery.ts';

const clock = new VirtualClock('2026-01-01T00:00:00.000Z');

test('a search that takes long hands back how far it has come', async () => {
  let reads = 0;
  const read = async () => {
    reads += 1;
    clock.advance(1_500);
    return { deliveries: [], next: `${encodeTime(1_760_000_000_000 - reads)}0000000000000000` };
  };
  const page = await gatherDeliveries({ limit: 50, clock }, read);
  expect(page).toEqual({ deliveries: [], next: `${encodeTime(1_760_000_000_000 - 2)}0000000000000000` });
});

test('large deliveries come in pages that fit into a response, none left out', async () => {
  const store = new InMemoryDeliveryStore();
  const responses = Array.from({ length: 60 }, (_, n) =>
    aDelivery({ id: `${encodeTime(1_760_000_000_000 + n)}0000000000000000`, response: '"'.repeat(50_000) }),
  );
  await store.recordFirst(responses);
  const listed: string[] = [];
  let after: string | undefined;
  do {
    const page = await gatherDeliveries({ limit: 50, after, clock }, (part) =>
      store.list({ webhookId: 'wh_1', ...part }),
    );
    expect(page.deliveries.length).toBeGreaterThan(0);
    expect(JSON.stringify(JSON.stringify(page.deliveries)).length).toBeLessThan(4_000_000);
    listed.push(...page.deliveries.map(({ id }) => id));
    after = page.next;
  } while (after !== undefined);
  expect(listed).toEqual(responses.map(({ id }) => id).toReversed());
});
