import { expect, test } from '@jest/globals';
import { fairGroup } from '../../../functions/shared/events/domain/fair-group.ts';

test('all webhooks of a space are in four groups, alike in size, and none of them in another space', () => {
  const groups = (space: string) =>
    Array.from({ length: 4_000 }, (_, index) => fairGroup({ space, id: `wh_${index}` }));
  const sizes = Map.groupBy(groups('acme'), (group) => group);
  expect(sizes.size).toBe(4);
  for (const { length } of sizes.values()) expect(length).toBeGreaterThan(800);
  expect(groups('other').some((group) => sizes.has(group))).toBe(false);
});

test('a webhook stays in its group', () => {
  expect(fairGroup({ space: 'acme', id: 'wh_1' })).toBe(fairGroup({ space: 'acme', id: 'wh_1' }));
});
