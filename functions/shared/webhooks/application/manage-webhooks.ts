import type { TargetGuard } from '../../https/application/ports.ts';
import { createOnce, type IdempotencyPorts, type RepeatableRequest } from '../../platform/application/idempotency.ts';
import { notFound, type Outcome, ok, refused } from '../../platform/application/outcome.ts';
import { type ParsedDraft, validateDraft } from '../../platform/application/parsed-draft.ts';
import type { IdSource, PurgeQueue } from '../../platform/application/ports.ts';
import { changeVersion, type ExpectedVersion } from '../../platform/application/version-check.ts';
import type { JsonValue } from '../../platform/domain/json.ts';
import { mask } from '../../platform/domain/mask.ts';
import type { WebhookRef } from '../../platform/domain/webhook-ref.ts';
import { ensureNoCallingRules, type RuleGuardPorts } from '../../rules/application/rule-guard.ts';
import type { Webhook } from '../domain/webhook.ts';
import type { WebhookStore } from './ports.ts';
import { type LaneUpdater, updateLaneOfWebhook } from './webhook-changes.ts';
import { normalize, type WebhookDraft, webhookErrors } from './webhook-draft.ts';
import { secretsForChange, secretsForNew } from './webhook-secrets.ts';

export type WebhookPorts = IdempotencyPorts &
  Readonly<{
    webhooks: WebhookStore;
    purge: PurgeQueue;
    /** Called for every change, so that the webhook's lane applies it at once. */
    laneRegistry: LaneUpdater;
    ids: IdSource;
    targets: TargetGuard;
  }>;

export async function createWebhook(
  ports: WebhookPorts,
  { space, draft, request }: Readonly<{ space: string; draft: ParsedDraft<WebhookDraft>; request: RepeatableRequest }>,
): Promise<Outcome<JsonValue>> {
  const { clock, ids, targets } = ports;
  const secretsOf = secretsForNew(ids);
  const at = clock.now();
  const validated = await validateDraft(draft, (known) =>
    webhookErrors({ settings: known, secrets: secretsOf(known), now: at, targets }),
  );
  if (!validated.ok) return validated;
  const { secret: _secret, ...settings } = validated.value;
  const now = at.toISOString();
  const webhook: Webhook = {
    ...normalize(settings),
    id: ids.id(),
    space,
    secrets: secretsOf(validated.value),
    createdAt: now,
    updatedAt: now,
    version: 1,
  };
  const outcome = await createOnce(ports, {
    request,
    response: webhookView(webhook),
    create: (record) => ports.webhooks.create(webhook, record),
  });
  if (outcome === 'name_taken') return nameTaken;
  return outcome === 'unknown_space' ? notFound('space') : outcome;
}

/** Applies the change to the settings. */
export type WebhookPatch = (before: WebhookDraft) => ParsedDraft<WebhookDraft>;

export async function changeWebhook(
  ports: WebhookPorts,
  { ref, patch, expected }: Readonly<{ ref: WebhookRef; patch: WebhookPatch; expected: ExpectedVersion }>,
): Promise<Outcome<Webhook>> {
  const { webhooks, clock, ids, targets, laneRegistry } = ports;
  return changeVersion({
    expected,
    find: () => webhooks.find(ref),
    missing: notFound('webhook'),
    change: async (before: Webhook): Promise<Outcome<Webhook> | 'changed'> => {
      const now = clock.now();
      const secretsOf = secretsForChange(ids, { before, now });
      const validated = await validateDraft(patch(draftOf(before)), (known) =>
        webhookErrors({ settings: known, secrets: secretsOf(known), before, now, targets }),
      );
      if (!validated.ok) return validated;
      const { secret: _secret, ...settings } = validated.value;
      const secrets = secretsOf(validated.value);
      const after: Webhook = {
        ...normalize(settings),
        id: before.id,
        space: before.space,
        secrets,
        createdAt: before.createdAt,
        updatedAt: now.toISOString(),
        ...changeTimes(before, { ...normalize(settings), at: now.toISOString() }),
        version: before.version + 1,
      };
      const outcome = await webhooks.replace({ before, after });
      if (outcome === 'name_taken') return nameTaken;
      if (outcome === 'changed') return 'changed';
      await updateLaneOfWebhook({ laneRegistry }, { ...ref, before, after });
      return ok(after);
    },
  });
}

/** When its status last changed, and when it was last re-pointed, or enabled after being disabled. */
function changeTimes(before: Webhook, { status, url, at }: Pick<Webhook, 'status' | 'url'> & Readonly<{ at: string }>) {
  const isFresh = url !== before.url || (before.status === 'disabled' && status !== 'disabled');
  const statusSince = status === before.status ? before.statusSince : at;
  const freshSince = isFresh ? at : before.freshSince;
  return { ...(statusSince !== undefined && { statusSince }), ...(freshSince !== undefined && { freshSince }) };
}

/** Rules that were disabled together with the webhook that they call. */
export type DisabledRules = Readonly<{ disabledRules: readonly Readonly<{ id: string; name: string }>[] }>;

type Deletion = Readonly<{ ref: WebhookRef; expected: ExpectedVersion; force: boolean }>;

/**
 * Deletes the webhook; a job purges its data. If rules call it, it is refused, unless by force: then they are disabled
 * first.
 */
export async function deleteWebhook(
  ports: WebhookPorts & RuleGuardPorts,
  { ref, expected, force }: Deletion,
): Promise<Outcome<DisabledRules>> {
  const { webhooks, purge, clock, laneRegistry } = ports;
  const disabled = new Map<string, string>();
  const removed = await changeVersion({
    expected,
    find: () => webhooks.find(ref),
    missing: notFound('webhook'),
    change: async (webhook: Webhook): Promise<Outcome<undefined> | 'changed'> => {
      const freed = await ensureNoCallingRules(ports, { ref, force });
      if (!freed.ok) return freed;
      for (const { id, name } of freed.value.disabled) disabled.set(id, name);
      const { ruleChanges } = freed.value;
      const outcome = await webhooks.remove({ webhook, ruleChanges, at: clock.now().toISOString() });
      return outcome === 'removed' ? ok(undefined) : 'changed';
    },
  });
  if (!removed.ok) return removed;
  await Promise.all([purge.send([{ kind: 'webhook', ...ref }]), updateLaneOfWebhook({ laneRegistry }, ref)]);
  return ok({ disabledRules: [...disabled].map(([id, name]) => ({ id, name })) });
}

/** A webhook as the API shows it: header values, secret and client key are masked for every caller. */
export function webhookView(webhook: Webhook) {
  const { space: _space, secrets, version: _version, statusSince: _s, freshSince: _u, ...rest } = webhook;
  const { headers, auth, tls, ownerEmail, ...shown } = rest;
  const { caCertificate, clientCertificate, clientKey } = tls;
  return {
    ...shown,
    headers: Object.fromEntries(Object.keys(headers).map((name) => [name, mask])),
    secret: secrets.length === 0 ? null : mask,
    ...(auth === undefined ? {} : { auth: { ...auth, clientSecret: mask } }),
    tls: {
      ...(caCertificate === undefined ? {} : { caCertificate }),
      ...(clientCertificate === undefined ? {} : { clientCertificate }),
      ...(clientKey === undefined ? {} : { clientKey: mask }),
    },
    ...(ownerEmail === undefined ? {} : { ownerEmail }),
  };
}

function draftOf(webhook: Webhook): WebhookDraft {
  const { id: _id, space: _space, createdAt: _c, updatedAt: _u, version: _v, secrets: _s, ...rest } = webhook;
  const { statusSince: _status, freshSince: _url, ...settings } = rest;
  return settings;
}

const nameTaken: Outcome<never> = refused({
  kind: 'conflict',
  errors: [{ path: 'name', message: 'is the name of another webhook of this space; choose another' }],
});
