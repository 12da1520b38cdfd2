import { pageResponse } from '../../api/runtime/paging.ts';
import { parsePatchedDraft } from '../../api/runtime/parse-draft.ts';
import type { PathReader } from '../../api/runtime/path-parameters.ts';
import { type ApiRoute, serve, serveDraft } from '../../api/runtime/serve.ts';
import { createdResponse } from '../../api/runtime/standard-responses.ts';
import { type AuditPorts, auditedReplace } from '../../platform/application/audited-stores.ts';
import { notFound, ok } from '../../platform/application/outcome.ts';
import type { ParsedDraft } from '../../platform/application/parsed-draft.ts';
import type { PageRequest } from '../../platform/application/ports.ts';
import type { JsonPatch } from '../../platform/domain/merge-patch.ts';
import type { Principal } from '../../platform/domain/principal.ts';
import type { RuleGuardPorts } from '../../rules/application/rule-guard.ts';
import { auditedWebhooks } from '../application/audited-webhooks.ts';
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  type WebhookPatch,
  type WebhookPorts,
  webhookView,
} from '../application/manage-webhooks.ts';
import type { HealthSummaries } from '../application/ports.ts';
import { rotateSecret } from '../application/rotate-secret.ts';
import { patchWebhook } from '../application/webhook-patch.ts';
import { signingSecrets } from '../application/webhook-secrets.ts';
import { isPrivateKey, publicKeyOf } from '../domain/ed25519-key.ts';
import type { SigningSecret, Webhook } from '../domain/webhook.ts';
import { webhookDraft, webhookDraftPart, webhookPatch } from './webhook-schemas.ts';
import * as secretsContract from './webhook-secrets-contract.ts';
import * as contract from './webhooks-contract.ts';

type ConfiguringPorts = WebhookPorts & RuleGuardPorts;

type WebhookRoutePorts = ConfiguringPorts & AuditPorts & Readonly<{ health: HealthSummaries }>;

export const webhookRoutes = (ports: WebhookRoutePorts): readonly ApiRoute[] => [
  createRoute(ports),
  listRoute(ports),
  readRoute(ports),
  changeRoute(ports),
  deleteRoute(ports),
  readSecretRoute(ports),
  rotateSecretRoute(ports),
];

const createRoute = (ports: WebhookRoutePorts) =>
  serveDraft(
    { contract: contract.createWebhook, part: webhookDraftPart },
    async ({ principal, path, body, request }) => {
      const space = path('space');
      const outcome = await createWebhook(auditedFor(ports, principal), { space, draft: body, request });
      return createdResponse(outcome, { path: `/v1/spaces/${space}/webhooks`, version: 1 });
    },
  );

const listRoute = ({ webhooks, health }: WebhookRoutePorts) =>
  serve(contract.listWebhooks, ({ path, query }) => {
    const space = path('space');
    const read = async (page: PageRequest) => {
      const { items, next } = await webhooks.list({ space, ...page });
      const found = await health.of(items);
      return { items: items.map((webhook) => ({ webhook, health: found.get(webhook.id) })), next };
    };
    return pageResponse(
      { list: `webhooks of ${space}`, query },
      { read, view: (item) => ({ ...webhookView(item.webhook), health: item.health }) },
    );
  });

const readRoute = ({ webhooks }: WebhookRoutePorts) =>
  serve(contract.readWebhook, async ({ path }) => {
    const webhook = await webhooks.find(refOf(path));
    return webhook === undefined ? notFound('webhook') : ok(shown(webhook));
  });

const changeRoute = (ports: WebhookRoutePorts) =>
  serveDraft({ contract: contract.changeWebhook, part: webhookPatch }, async ({ principal, path, body, expected }) => {
    const change = { ref: refOf(path), patch: patching(body), expected };
    const outcome = await changeWebhook(auditedFor(ports, principal), change);
    return outcome.ok ? ok(shown(outcome.value)) : outcome;
  });

const deleteRoute = (ports: WebhookRoutePorts) =>
  serve(contract.deleteWebhook, async ({ principal, path, query, expected }) => {
    const removal = { ref: refOf(path), expected, force: query.force === 'true' };
    const outcome = await deleteWebhook(auditedFor(ports, principal), removal);
    if (!outcome.ok) return outcome;
    return ok(outcome.value.disabledRules.length === 0 ? {} : { status: 200, body: outcome.value });
  });

const readSecretRoute = ({ webhooks, clock }: WebhookRoutePorts) =>
  serve(secretsContract.readSecret, async ({ path }) => {
    const webhook = await webhooks.find(refOf(path));
    if (webhook === undefined) return notFound('webhook');
    return ok({ body: secretView(signingSecrets(webhook, clock.now())) });
  });

const rotateSecretRoute = (ports: WebhookRoutePorts) =>
  serve(secretsContract.rotateSecret, async ({ principal, path, body, expected }) => {
    const rotation = { ref: refOf(path), overlapSeconds: body.overlapSeconds, expected };
    const outcome = await rotateSecret(auditedFor(ports, principal), rotation);
    if (!outcome.ok) return outcome;
    const { version } = outcome.value;
    return ok({ body: secretView(signingSecrets(outcome.value, ports.clock.now())), version });
  });

const refOf = (path: PathReader) => ({ space: path('space'), webhookId: path('webhookId') });

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

const draftSchemas = { whole: webhookDraft, part: webhookDraftPart };

/** Rules are disabled when a webhook that they call is deleted by force. */
function auditedFor(ports: ConfiguringPorts & AuditPorts, by: Principal): ConfiguringPorts {
  const auditor = { ...ports, by };
  return {
    ...ports,
    webhooks: auditedWebhooks(ports.webhooks, auditor),
    rules: { ...ports.rules, replace: auditedReplace(ports.rules, 'rule', auditor) },
  };
}
