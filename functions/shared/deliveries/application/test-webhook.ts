import type { EventTypeDirectory } from '../../events/application/ports.ts';
import type { TargetGuard } from '../../https/application/ports.ts';
import type { Timeouts } from '../../https/domain/http-request.ts';
import { maxResponseBytes } from '../../https/domain/http-result.ts';
import { responseExcerpt } from '../../https/domain/response-excerpt.ts';
import { notFound, type Outcome, ok } from '../../platform/application/outcome.ts';
import { type ParsedDraft, validateDraft } from '../../platform/application/parsed-draft.ts';
import type { IdSource, ResourceStore } from '../../platform/application/ports.ts';
import { mask } from '../../platform/domain/mask.ts';
import type { WebhookRef } from '../../platform/domain/webhook-ref.ts';
import type { WebhookStore } from '../../webhooks/application/ports.ts';
import { normalize, type WebhookDraft, webhookErrors } from '../../webhooks/application/webhook-draft.ts';
import { secretsForNew } from '../../webhooks/application/webhook-secrets.ts';
import { maxTokenSeconds } from '../../webhooks/domain/access-token.ts';
import type { NotificationFields } from '../../webhooks/domain/notification.ts';
import { redactHeaders } from '../../webhooks/domain/redact-response.ts';
import type { RetryAdvice } from '../../webhooks/domain/retry-advice.ts';
import type { Webhook } from '../../webhooks/domain/webhook.ts';
import { type AttemptOutcome, type AttemptPorts, attemptDelivery } from './attempt-delivery.ts';

export type TestPorts = AttemptPorts &
  Readonly<{
    webhooks: Pick<WebhookStore, 'find'>;
    notifications: Pick<ResourceStore<NotificationFields>, 'find'>;
    eventTypes: EventTypeDirectory;
    ids: IdSource;
    targets: TargetGuard;
  }>;

/** A test's request, the response, and the verdict that a delivery would have. */
export type TestResult = Readonly<{
  request: Readonly<{ method: string; url: string; headers: Readonly<Record<string, string>>; body: string }> | null;
  response: Readonly<{
    status: number;
    headers: Readonly<Record<string, string>>;
    body: string;
    truncated: boolean;
  }> | null;
  durationMs: number;
  verdict: Readonly<{ outcome: 'succeeded' | 'failed'; reason: string; failure?: string; retried?: boolean }>;
}>;

/** The type of a test's event if neither the caller nor the webhook names an exact one. */
const fallbackType = 'posthorn.test';
/**
 * Time of a test from its beginning to its verdict, in seconds. An HTTP API waits 30 s (API Gateway quotas), of which a
 * cold start and the response's transport may take 4.
 */
const testBudgetSeconds = 26;

type TestTarget = Readonly<{ space: string; eventType?: string | undefined }>;
type Test = Readonly<{ webhook: Webhook; wanted: TestTarget; startedAt: Date }>;

/** Tests settings that are not saved. */
export async function testDraft(
  ports: TestPorts,
  { draft, ...wanted }: TestTarget & Readonly<{ draft: ParsedDraft<WebhookDraft> }>,
): Promise<Outcome<TestResult>> {
  const { ids, clock, targets } = ports;
  const secretsOf = secretsForNew(ids);
  const now = clock.now();
  const validated = await validateDraft(draft, (known) =>
    webhookErrors({ settings: known, secrets: secretsOf(known), now, targets }),
  );
  if (!validated.ok) return validated;
  const { secret: _secret, ...settings } = validated.value;
  const secrets = secretsOf(validated.value);
  const at = now.toISOString();
  const own = { id: ids.id(), space: wanted.space, createdAt: at, updatedAt: at, version: 1 };
  return ok(await send(ports, { webhook: { ...normalize(settings), ...own, secrets }, wanted, startedAt: now }));
}

/** Tests a webhook with its saved settings. */
export async function testSaved(
  ports: TestPorts,
  { ref, eventType }: Readonly<{ ref: WebhookRef; eventType?: string | undefined }>,
): Promise<Outcome<TestResult>> {
  const startedAt = ports.clock.now();
  const webhook = await ports.webhooks.find(ref);
  if (webhook === undefined) return notFound('webhook');
  return ok(await send(ports, { webhook, wanted: { space: ref.space, eventType }, startedAt }));
}

async function send(ports: TestPorts, { webhook, wanted, startedAt }: Test): Promise<TestResult> {
  const type = wanted.eventType ?? exactType(webhook) ?? fallbackType;
  const [known, notification] = await Promise.all([
    ports.eventTypes.find({ space: webhook.space, type }),
    ports.notifications.find({ space: webhook.space, parent: webhook.id, id: type }),
  ]);
  const event = {
    space: webhook.space,
    id: ports.ids.id(),
    type,
    time: ports.clock.now().toISOString(),
    title: 'Test of a webhook',
    message: 'Posthorn sent this event to test the webhook. It is not a real event.',
    data: known?.example ?? { test: true },
  };
  const forToken = webhook.auth === undefined ? 0 : 2 * maxTokenSeconds;
  const outcome = await attemptDelivery(ports, {
    webhook: {
      ...webhook,
      timeouts: shortened(webhook.timeouts, secondsLeft(startedAt, ports.clock.now()) - forToken),
    },
    content: { kind: 'event', event, texts: notification?.fields },
    deliveryId: ports.ids.id(),
    number: 1,
  });
  return resultOf(outcome);
}

const exactType = ({ eventTypes }: Webhook): string | undefined => eventTypes.find((pattern) => !pattern.endsWith('*'));

const secondsLeft = (startedAt: Date, now: Date): number =>
  Math.floor(testBudgetSeconds - (now.getTime() - startedAt.getTime()) / 1000);

/** Timeouts that end in time, of a second at least. A test needs the response: the connect timeout is cut first. */
function shortened({ connectSeconds, requestSeconds }: Timeouts, left: number): Timeouts {
  const request = Math.max(1, Math.min(requestSeconds, left - 1));
  return { connectSeconds: Math.max(1, Math.min(connectSeconds, left - request)), requestSeconds: request };
}

function resultOf({ attempt, verdict, sent }: AttemptOutcome): TestResult {
  return {
    request: sent === undefined ? null : shownRequest(sent),
    response: sent === undefined ? null : shownResponse(sent),
    durationMs: attempt.durationMs,
    verdict:
      verdict.outcome === 'succeeded'
        ? { outcome: 'succeeded', reason: verdict.reason }
        : {
            outcome: 'failed',
            reason: verdict.reason,
            failure: verdict.failure,
            retried: isRetried(verdict.retry),
          },
  };
}

/** Whether a delivery with this verdict would be retried. */
function isRetried({ kind }: RetryAdvice): boolean {
  switch (kind) {
    case 'on_schedule':
    case 'not_before':
      return true;
    case 'never':
    case 'blocked':
    case 'disable_webhook':
      return false;
  }
}

type Sent = NonNullable<AttemptOutcome['sent']>;

/** The request as it was sent, without secret values. */
function shownRequest({ request: { method, url, headers, body }, webhook }: Sent) {
  const secret = new Set(Object.keys(webhook.headers).map((name) => name.toLowerCase()));
  const shown = Object.entries(headers).map(([name, value]) => [name, secret.has(name.toLowerCase()) ? mask : value]);
  return { method, url, headers: Object.fromEntries(shown), body: new TextDecoder().decode(body) };
}

function shownResponse({ result, webhook }: Sent): TestResult['response'] {
  if (result.kind === 'response') {
    const { status, body, truncated } = result;
    const headers = redactHeaders(result.headers, webhook);
    return { status, headers, body: responseExcerpt(body, maxResponseBytes), truncated };
  }
  if (result.partial === undefined) return null;
  const { status, body } = result.partial;
  return { status, headers: {}, body: responseExcerpt(body, maxResponseBytes), truncated: true };
}
