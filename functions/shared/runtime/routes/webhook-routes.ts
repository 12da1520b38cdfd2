import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  signingSecrets,
  type WebhookPatch,
  type WebhookServices,
  webhookView,
} from '../../application/manage-webhooks.ts';
import { done, notFound } from '../../application/outcome.ts';
import { rotateSecret } from '../../application/rotate-secret.ts';
import type { RuleGuardServices } from '../../application/rule-guard.ts';
import { patchWebhook } from '../../application/webhook-patch.ts';
import type { JsonPatch } from '../../domain/merge-patch.ts';
import type { SigningSecret, Webhook } from '../../domain/webhook.ts';
import { invalid } from '../api/body-check.ts';
import { created } from '../api/created.ts';
import { fieldErrors } from '../api/field-errors.ts';
import { answerPage } from '../api/paging.ts';
import { type Served, serve } from '../api/serve.ts';
import * as contract from '../contract/webhooks.ts';

export const webhookRoutes = (services: WebhookServices & RuleGuardServices): readonly Served[] => [
  serve(contract.createWebhook, async ({ path, body, request }) => {
    const space = path('space');
    const outcome = await createWebhook(services, { space, draft: body, request });
    return created(outcome, { path: `/v1/spaces/${space}/webhooks`, version: 1 });
  }),
  serve(contract.listWebhooks, ({ path, query }) => {
    const space = path('space');
    return answerPage(
      { list: `webhooks of ${space}`, query },
      { read: (page) => services.webhooks.list({ space, ...page }), view: webhookView },
    );
  }),
  serve(contract.readWebhook, async ({ path }) => {
    const webhook = await services.webhooks.find({ space: path('space'), webhookId: path('webhookId') });
    return webhook === undefined ? notFound('webhook') : done(shown(webhook));
  }),
  serve(contract.changeWebhook, async ({ path, body, expected }) => {
    const ref = { space: path('space'), webhookId: path('webhookId') };
    const outcome = await changeWebhook(services, { ref, patch: patching(body), expected });
    return outcome.ok ? done(shown(outcome.value)) : outcome;
  }),
  serve(contract.deleteWebhook, async ({ path, query, expected }) => {
    const ref = { space: path('space'), webhookId: path('webhookId') };
    const outcome = await deleteWebhook(services, { ref, expected, force: query.force === 'true' });
    if (!outcome.ok) return outcome;
    return done(outcome.value.disabledRules.length === 0 ? {} : { status: 200, body: outcome.value });
  }),
  serve(contract.readSecret, async ({ path }) => {
    const webhook = await services.webhooks.find({ space: path('space'), webhookId: path('webhookId') });
    if (webhook === undefined) return notFound('webhook');
    return done({ body: secretView(signingSecrets(webhook, services.clock.now())) });
  }),
  serve(contract.rotateSecret, async ({ path, body, expected }) => {
    const ref = { space: path('space'), webhookId: path('webhookId') };
    const outcome = await rotateSecret(services, { ref, overlapSeconds: body.overlapSeconds, expected });
    if (!outcome.ok) return outcome;
    const { version } = outcome.value;
    return done({ body: secretView(signingSecrets(outcome.value, services.clock.now())), version });
  }),
];

const shown = (webhook: Webhook) => ({ body: webhookView(webhook), version: webhook.version });

const secretView = ([newest, ...older]: readonly SigningSecret[]) => ({
  secret: newest?.value ?? null,
  previous: older.map(({ value, expiresAt }) => ({ secret: value, expiresAt })),
});

/** A merge patch may leave anything, so what it leaves is checked like a new webhook. */
const patching =
  (patch: JsonPatch): WebhookPatch =>
  (before) => {
    const parsed = contract.webhookDraft.safeParse(patchWebhook(before, patch));
    return parsed.success ? done(parsed.data) : invalid(fieldErrors(parsed.error));
  };
