import { expect, test } from '@jest/globals';
import type { TargetVerdict } from '../../../functions/shared/https/application/ports.ts';
import { validDraft } from '../../../functions/shared/platform/application/parsed-draft.ts';
import {
  changeWebhook,
  createWebhook,
  type WebhookPorts,
} from '../../../functions/shared/webhooks/application/manage-webhooks.ts';
import type { WebhookDraft } from '../../../functions/shared/webhooks/application/webhook-draft.ts';
import type { Webhook } from '../../../functions/shared/webhooks/domain/webhook.ts';
import { VirtualClock } from '../../support/in-memory/clock.ts';
import { aWebhook } from '../../support/records/webhook.ts';

const draft: WebhookDraft = aWebhook();
const unexpected = () => Promise.reject(new Error('not expected'));

/** Ports that hold one webhook, remember what they saved, and judge every target alike. */
function portsOf(verdict: TargetVerdict) {
  const saved: Webhook[] = [];
  const found: WebhookPorts = {
    webhooks: {
      create: async (webhook) => {
        saved.push(webhook);
        return 'created';
      },
      replace: async ({ after }) => {
        saved.push(after);
        return 'replaced';
      },
      find: async () => aWebhook(),
      exists: unexpected,
      list: unexpected,
      remove: unexpected,
    },
    idempotencyStore: { find: unexpected, claim: unexpected },
    purge: { send: unexpected },
    laneRegistry: { updateFresh: async () => {} },
    ids: { id: () => '01J', randomBytes: (count) => new Uint8Array(count) },
    clock: new VirtualClock(),
    targets: { check: async () => verdict },
  };
  return { saved, ports: found };
}

const refused: TargetVerdict = { kind: 'refused', message: 'It leads inside.' };
const refusal = { ok: false, refusal: { kind: 'invalid', errors: [{ path: 'url', message: 'It leads inside.' }] } };
const request = {
  principal: { id: 'k', role: 'manager', space: 'acme' },
  scope: 'acme',
  target: 'POST /',
  key: undefined,
  body: null,
} as const;
const ref = { space: 'acme', webhookId: 'wh_1' };
const change = (given: WebhookPorts, changes: Partial<WebhookDraft>) =>
  changeWebhook(given, { ref, patch: (before) => validDraft({ ...before, ...changes }), expected: 'any' });

test('a webhook whose name leads to a forbidden address is not created', async () => {
  const { saved, ports: given } = portsOf(refused);
  expect(await createWebhook(given, { space: 'acme', draft: validDraft(draft), request })).toEqual(refusal);
  expect(saved).toEqual([]);
});

test('a name that does not resolve yet may be saved', async () => {
  const { saved, ports: given } = portsOf({ kind: 'unknown' });
  expect(await createWebhook(given, { space: 'acme', draft: validDraft(draft), request })).toMatchObject({ ok: true });
  expect(saved).toHaveLength(1);
});

test('a URL is judged when it changes, and does not hinder other changes', async () => {
  const { saved, ports: given } = portsOf(refused);
  expect(await change(given, { url: 'https://other.example.com/' })).toEqual(refusal);
  expect(await change(given, { name: 'Renamed' })).toMatchObject({ ok: true });
  expect(saved).toMatchObject([{ name: 'Renamed' }]);
});
