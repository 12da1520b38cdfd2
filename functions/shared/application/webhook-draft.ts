import { reducePatterns } from '../domain/event-type-patterns.ts';
import { checkHeaders, signatureHeaderProblem } from '../domain/header-rules.ts';
import { secretProblem } from '../domain/signing-secret.ts';
import { checkTemplate } from '../domain/template.ts';
import { checkTlsSettings } from '../domain/tls-settings.ts';
import type { SigningSecret, TlsSettings, Webhook } from '../domain/webhook.ts';
import type { FieldError } from './outcome.ts';
import type { TargetGuard } from './ports/target-guard.ts';

/** What a manager settles about a webhook; the rest is Posthorn's. */
export type WebhookSettings = Omit<Webhook, 'id' | 'space' | 'createdAt' | 'updatedAt' | 'version' | 'secrets'>;

/** Settings with the secret as it was sent: absent, `null` for unsigned, or a text. */
export type WebhookDraft = WebhookSettings & Readonly<{ secret?: string | null | undefined }>;

/** What stands in the place of something secret. */
export const mask = '***';

/** The settings as they are kept: patterns reduced, so that an event matches at most one. */
export const settled = (settings: WebhookSettings): WebhookSettings => ({
  ...settings,
  eventTypes: reducePatterns(settings.eventTypes),
});

export type WebhookCheck = Readonly<{
  settings: WebhookSettings;
  secrets: readonly SigningSecret[];
  /** The settings before: a certificate that ran out, or a name that moved, must not hinder other changes. */
  before?: Pick<WebhookSettings, 'url' | 'tls'> | undefined;
  now: Date;
  targets: TargetGuard;
}>;

/** Everything wrong with the settings that their shape does not tell. */
export async function webhookFaults({ settings, secrets, ...check }: WebhookCheck): Promise<readonly FieldError[]> {
  const { url, headers, payload, retrySchedule } = settings;
  return [
    ...(url === check.before?.url ? [] : await urlFaults(url, check.targets)),
    ...checkHeaders(settings).map(({ name, message }) => ({
      path: name === '' ? 'headers' : `headers.${name}`,
      message,
    })),
    ...maskFaults(headers),
    ...signatureFaults(settings, secrets),
    ...(payload.format === 'template' ? checkTemplate(payload.template) : []).map(({ message }) => ({
      path: 'payload.template',
      message,
    })),
    ...tlsFaults(settings.tls, check),
    ...scheduleFaults(retrySchedule),
  ];
}

async function urlFaults(url: string, targets: TargetGuard): Promise<readonly FieldError[]> {
  const verdict = await targets.check(url);
  return verdict.kind === 'refused' ? [{ path: 'url', message: verdict.message }] : [];
}

function maskFaults(headers: Webhook['headers']): readonly FieldError[] {
  const masked = Object.keys(headers).filter((name) => headers[name] === mask);
  return masked.map((name) => ({
    path: `headers.${name}`,
    message: 'This is the mask, and no value stands behind it.',
  }));
}

function signatureFaults({ signature }: WebhookSettings, secrets: readonly SigningSecret[]): readonly FieldError[] {
  const { style } = signature;
  const header = style === 'sha256' ? signatureHeaderProblem(signature.header) : undefined;
  const secret = secrets
    .map(({ value }) => secretProblem({ style, secret: value }))
    .find((problem) => problem !== undefined);
  return [
    ...(header === undefined ? [] : [{ path: 'signature.header', message: header.message }]),
    ...(secret === undefined ? [] : [{ path: 'secret', message: secret }]),
  ];
}

function tlsFaults(tls: TlsSettings, { before, now }: Pick<WebhookCheck, 'before' | 'now'>): readonly FieldError[] {
  if (before !== undefined && sameTls(tls, before.tls)) return [];
  return checkTlsSettings(tls, now).map(({ field, message }) => ({ path: `tls.${field}`, message }));
}

const sameTls = (one: TlsSettings, other: TlsSettings): boolean =>
  one.caCertificate === other.caCertificate &&
  one.clientCertificate === other.clientCertificate &&
  one.clientKey === other.clientKey;

function scheduleFaults(retrySchedule: readonly number[]): readonly FieldError[] {
  const wrong = retrySchedule.findIndex((seconds, index) => index > 0 && seconds <= (retrySchedule[index - 1] ?? 0));
  return wrong < 0
    ? []
    : [{ path: `retrySchedule.${wrong}`, message: 'Each retry must fall due later than the one before.' }];
}
