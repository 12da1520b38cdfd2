import { expect, test } from '@jest/globals';
import { testDraft, testSaved } from '../../../functions/shared/deliveries/application/test-webhook.ts';
import type { Timeouts } from '../../../functions/shared/https/domain/http-request.ts';
import { randomIds } from '../../../functions/shared/platform/adapters/random-ids.ts';
import { validDraft } from '../../../functions/shared/platform/application/parsed-draft.ts';
import { VirtualClock } from '../../support/in-memory/clock.ts';
import { ScriptedSender } from '../../support/in-memory/scripted-sender.ts';
import { noTokens } from '../../support/no-tokens.ts';
import { aWebhook } from '../../support/records/webhook.ts';

const longest = { connectSeconds: 20, requestSeconds: 15 };
const short = { connectSeconds: 5, requestSeconds: 5 };

/** A test whose reads take this many milliseconds each, and its check of the address 2 s. */
function slowWorld(readMs: number, timeouts: Timeouts) {
  const clock = new VirtualClock();
  const sender = new ScriptedSender();
  const webhook = aWebhook({ timeouts });
  const ports = {
    clock,
    sender,
    tokens: noTokens,
    ids: randomIds,
    version: '1.2.3',
    webhooks: {
      find: async () => {
        clock.advance(readMs);
        return webhook;
      },
    },
    notifications: { find: async () => undefined },
    eventTypes: {
      find: async () => {
        clock.advance(readMs);
        return undefined;
      },
    },
    targets: {
      check: async () => {
        clock.advance(2_000);
        return { kind: 'allowed' } as const;
      },
    },
  };
  const { id: _id, space, createdAt: _c, updatedAt: _u, version: _v, secrets: _s, ...draft } = webhook;
  return { ports, sender, draft, ref: { space, webhookId: webhook.id } };
}

test.each([
  ['of the longest clocks leaves most time to the answer', 500, longest, { connectSeconds: 10, requestSeconds: 15 }],
  ['of short clocks leaves them as they are', 500, short, short],
  ['that began late has short clocks', 10_000, longest, { connectSeconds: 1, requestSeconds: 5 }],
  ['that is late already has the shortest', 20_000, longest, { connectSeconds: 1, requestSeconds: 1 }],
])('a test %s', async (_, readMs, timeouts, expected) => {
  const { ports, sender, ref } = slowWorld(readMs, timeouts);
  expect(await testSaved(ports, { ref })).toMatchObject({ ok: true });
  expect(sender.sent).toMatchObject([{ timeouts: expected }]);
});

test('a draft is tested in the time that the check of its address leaves', async () => {
  const { ports, sender, draft } = slowWorld(500, longest);
  expect(await testDraft(ports, { space: 'acme', draft: validDraft(draft) })).toMatchObject({ ok: true });
  expect(sender.sent).toMatchObject([{ timeouts: { connectSeconds: 8, requestSeconds: 15 } }]);
});
