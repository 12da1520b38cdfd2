import { pageResponse } from '../../api/runtime/paging.ts';
import { parsePatchedDraft } from '../../api/runtime/parse-draft.ts';
import { type ApiRoute, serve, serveDraft } from '../../api/runtime/serve.ts';
import { createdResponse } from '../../api/runtime/standard-responses.ts';
import { type AuditServices, auditedReplace } from '../../platform/application/audited-stores.ts';
import { notFound, ok } from '../../platform/application/outcome.ts';
import type { ParsedDraft } from '../../platform/application/parsed-draft.ts';
import type { PageRequest } from '../../platform/application/ports.ts';
import type { JsonPatch } from '../../platform/domain/merge-patch.ts';
import type { Principal } from '../../platform/domain/principal.ts';
import type { RuleGuardServices } from '../../rules/application/rule-guard.ts';
import { auditedWebhooks } from '../application/audited-webhooks.ts';
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  type WebhookPatch,
  type WebhookServices,
  webhookView,
} from '../application/manage-webhooks.ts';
import type { HealthSummaries } from '../application/ports.ts';
import { rotateSecret } from '../application/rotate-secret.ts';
import { patchWebhook } from '../application/webhook-patch.ts';
import { signingSecrets } from '../application/webhook-secrets.ts';
import { isPrivateKey, publicKeyOf } from '../domain/ed25519-key.ts';
import type { SigningSecret, Webhook } from '../domain/webhook.ts';
import * as contract from './webhooks-contract.ts';

type ConfiguringServices = WebhookServices & RuleGuardServices;

export const webhookRoutes = (
  services: ConfiguringServices & AuditServices & Readonly<{ health: HealthSummaries }>,
): readonly ApiRoute[] => [
  serveDraft(
    { contract: contract.createWebhook, part: contract.webhookDraftPart },
    async ({ principal, path, body, request }) => {
      const space = path('space');
      const outcome = await createWebhook(auditedFor(services, principal), { space, draft: body, request });
      return createdResponse(outcome, { path: `/v1/spaces/${space}/webhooks`, version: 1 });
    },
  ),
  serve(contract.listWebhooks, ({ path, query }) => {
    const space = path('space');
    const read = async (page: PageRequest) => {
      const { items, next } = await services.webhooks.list({ space, ...page });
      const health = await services.health.of(items);
      return { items: items.map((webhook) => ({ webhook, health: health.get(webhook.id) })), next };
    };
    return pageResponse(
      { list: `webhooks of ${space}`, query },
      { read, view: ({ webhook, health }) => ({ ...webhookView(webhook), health }) },
    );
  }),
  serve(contract.readWebhook, async ({ path }) => {
    const webhook = await services.webhooks.find({ space: path('space'), webhookId: path('webhookId') });
    return webhook === undefined ? notFound('webhook') : ok(shown(webhook));
  }),
  serveDraft(
    { contract: contract.changeWebhook, part: contract.webhookPatch },
    async ({ principal, path, body, expected }) => {
      const ref = { space: path('space'), webhookId: path('webhookId') };
      const outcome = await changeWebhook(auditedFor(services, principal), { ref, patch: patching(body), expected });
      return outcome.ok ? ok(shown(outcome.value)) : outcome;
    },
  ),
  serve(contract.deleteWebhook, async ({ principal, path, query, expected }) => {
    const ref = { space: path('space'), webhookId: path('webhookId') };
    const outcome = await deleteWebhook(auditedFor(services, principal), {
      ref,
      expected,
      force: query.force === 'true',
    });
    if (!outcome.ok) return outcome;
    return ok(outcome.value.disabledRules.length === 0 ? {} : { status: 200, body: outcome.value });
  }),
  serve(contract.readSecret, async ({ path }) => {
    const webhook = await services.webhooks.find({ space: path('space'), webhookId: path('webhookId') });
    if (webhook === undefined) return notFound('webhook');
    return ok({ body: secretView(signingSecrets(webhook, services.clock.now())) });
  }),
  serve(contract.rotateSecret, async ({ principal, path, body, expected }) => {
    const ref = { space: path('space'), webhookId: path('webhookId') };
    const outcome = await rotateSecret(auditedFor(services, principal), {
      ref,
      overlapSeconds: body.overlapSeconds,
      expected,
    });
    if (!outcome.ok) return outcome;
    const { version } = outcome.value;
    return ok({ body: secretView(signingSecrets(outcome.value, services.clock.now())), version });
  }),
];

const shown = (webhook: Webhook) => ({ body: webhookView(webhook), version: webhook.version });

const secretView = ([newest, ...older]: readonly SigningSecret[]) => ({
  secret: null,
  ...(newest !== undefined && readable(newest)),
  previous: older.map((secret) => ({ ...readable(secret), expiresAt: secret.expiresAt })),
});

/** The key with which a receiver verifies. A private key is never shown: only Posthorn needs it. */
const readable = ({ value }: SigningSecret) =>
  isPrivateKey(value) ? { publicKey: publicKeyOf(value) } : { secret: value };

/** The result of a merge patch is checked like a new webhook. */
const patching =
  (patch: ParsedDraft<JsonPatch>): WebhookPatch =>
  (before) =>
    parsePatchedDraft(draftSchemas, { patch, merge: (known) => patchWebhook(before, known) });

const draftSchemas = { whole: contract.webhookDraft, part: contract.webhookDraftPart };

/** Rules are disabled when a webhook that they call is deleted by force. */
function auditedFor(services: ConfiguringServices & AuditServices, by: Principal): ConfiguringServices {
  const auditor = { ...services, by };
  return {
    ...services,
    webhooks: auditedWebhooks(services.webhooks, auditor),
    rules: { ...services.rules, replace: auditedReplace(services.rules, 'rule', auditor) },
  };
}
