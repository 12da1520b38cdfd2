import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { expect, test } from '@jest/globals';
import type { EventBridge } from '../../../functions/shared/platform/adapters/aws/aws-clients.ts';
import { eventbridgeAuditTrail } from '../../../functions/shared/platform/adapters/eventbridge-audit-trail.ts';
import type { ConfigurationChange } from '../../../functions/shared/platform/domain/configuration-change.ts';
import { furtherTries } from '../../support/counted-backoff.ts';

const change: ConfigurationChange = {
  kind: 'webhook',
  action: 'updated',
  space: 'acme',
  id: 'wh_1',
  by: { role: 'manager', space: 'acme', id: 'key_1' },
  at: '2026-01-02T03:04:05.678Z',
  changed: ['url'],
};

/** A bus that refuses so many calls, or breaks. */
function trailTo(answer: (call: number) => 'taken' | 'refused' | Error) {
  const calls: PutEventsRequestEntry[] = [];
  const unpublished: ConfigurationChange[] = [];
  const client: EventBridge = {
    putEvents: async ({ Entries = [] }) => {
      calls.push(...Entries);
      const outcome = answer(calls.length);
      if (outcome instanceof Error) throw outcome;
      return {
        FailedEntryCount: 0,
        Entries: [{ ErrorCode: outcome === 'refused' ? 'ThrottlingException' : undefined }],
      };
    },
    backoff: furtherTries(2),
  };
  const trail = eventbridgeAuditTrail(client, { busName: 'the-bus', onUnpublished: (lost) => unpublished.push(lost) });
  return { trail, calls, unpublished };
}

test('a change is published once, with the principal that made it', async () => {
  const { trail, calls, unpublished } = trailTo(() => 'taken');
  await trail.record(change);
  expect(calls).toMatchObject([{ EventBusName: 'the-bus', Source: 'posthorn', DetailType: 'webhook.updated' }]);
  expect(JSON.parse(calls[0]?.Detail ?? '')).toEqual({
    space: 'acme',
    id: 'wh_1',
    by: { role: 'manager', id: 'key_1' },
    at: change.at,
    changed: ['url'],
  });
  expect(unpublished).toEqual([]);
});

test('a bus that is busy is asked again', async () => {
  const { trail, calls, unpublished } = trailTo((call) => (call < 3 ? 'refused' : 'taken'));
  await trail.record(change);
  expect([calls.length, unpublished.length]).toEqual([3, 0]);
});

test.each([
  ['refuses to the end', () => 'refused' as const],
  ['cannot be reached', () => new Error('no way')],
])('where the bus %s, the whole change is handed to the log', async (_what, answer) => {
  const { trail, unpublished } = trailTo(answer);
  await trail.record(change);
  expect(unpublished).toEqual([change]);
});
