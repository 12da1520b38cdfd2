import { expect, jest, test } from '@jest/globals';
import { claimId } from '../../../functions/shared/platform/application/idempotency.ts';
import type { IdempotencyStore } from '../../../functions/shared/platform/application/ports.ts';
import { VirtualClock } from '../../support/in-memory/clock.ts';

const request = {
  principal: { id: 'admin', role: 'admin' },
  scope: 'acme',
  target: 'POST /v1/spaces/acme/events',
  key: 'key-1',
  body: {},
} as const;

test('a key whose record is claimed by others and has expired whenever it is read is refused after three tries', async () => {
  const claim = jest.fn<IdempotencyStore['claim']>().mockResolvedValue('claimed');
  for (let count = 0; count < 3; count += 1) claim.mockResolvedValueOnce('repeated');
  const ports = { idempotencyStore: { claim, find: async () => undefined }, clock: new VirtualClock() };
  expect(await claimId(ports, { request, id: 'id-1' })).toEqual({ ok: false, refusal: { kind: 'busy' } });
  expect(await claimId(ports, { request, id: 'id-2' })).toEqual({ ok: true, value: 'id-2' });
});
