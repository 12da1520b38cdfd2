import { afterEach, expect, jest, test } from '@jest/globals';
import { Connections } from '../../../functions/shared/https/adapters/connections.ts';
import { aRequest } from '../../support/records/outgoing-request.ts';

afterEach(() => void jest.restoreAllMocks());

test('idle connections are kept in a bounded number, the latest ones', () => {
  // None of them is to grow old, and none is ever connected: how long a handshake takes is of no interest.
  jest.spyOn(Date, 'now').mockReturnValue(Date.now());
  const connections = new Connections(() => Promise.reject(new Error('Nothing is sent')));
  const takeAll = () =>
    Array.from({ length: 101 }, (_, index) => {
      const request = aRequest({ url: 'https://hooks.example.com/', webhookId: `wh_${index}` });
      return connections.take(request, new URL(request.url), { fresh: false });
    });
  const first = takeAll();
  for (const connection of first) connections.giveBack(connection);
  expect(first.map(({ client }) => client.destroyed)).toEqual(first.map((_, index) => index === 0));
  const second = takeAll();
  expect(second.map((connection, index) => connection === first[index])).toEqual(first.map((_, index) => index > 0));
  for (const connection of second) connections.giveBack(connection);
  connections.close();
  expect(second.every(({ client }) => client.destroyed)).toBe(true);
});
