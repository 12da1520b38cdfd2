import { reducePatterns } from '../../events/domain/event-type-patterns.ts';
import type { TargetGuard } from '../../https/application/ports.ts';
import type { TlsSettings } from '../../https/domain/http-request.ts';
import type { FieldError } from '../../platform/application/outcome.ts';
import { mask } from '../../platform/domain/mask.ts';
import { checkHeaders, signatureHeaderProblem } from '../domain/header-rules.ts';
import { maxLiveSecrets } from '../domain/signature.ts';
import { canSign, canSignOn, secretForm } from '../domain/signing-secret.ts';
import { checkTemplate } from '../domain/template.ts';
import { checkTlsSettings } from '../domain/tls-settings.ts';
import {
  defaultSignature,
  type SignatureSettings,
  type SigningSecret,
  type Webhook,
  type WebhookAuth,
} from '../domain/webhook.ts';

/** The settings that a manager configures; Posthorn sets the rest. */
export type WebhookSettings = Omit<
  Webhook,
  'id' | 'space' | 'createdAt' | 'updatedAt' | 'statusSince' | 'freshSince' | 'version' | 'secrets'
>;

/** Settings with the secret as it was sent: absent, `null` for unsigned, or a text. */
export type WebhookDraft = WebhookSettings & Readonly<{ secret?: string | null | undefined }>;

/** Checked settings in their stored form: canonical URL; reduced patterns, so that an event matches at most one. */
export const normalize = (settings: WebhookSettings): WebhookSettings => ({
  ...settings,
  url: new URL(settings.url).href,
  eventTypes: reducePatterns(settings.eventTypes),
});

export type WebhookCheck = Readonly<{
  /** The valid settings; the shape of the others is wrong. */
  settings: Partial<WebhookSettings>;
  secrets: readonly SigningSecret[];
  /** The previous webhook: an expired certificate, or a name that moved, must not prevent other changes. */
  before?: Pick<Webhook, 'url' | 'auth' | 'tls' | 'secrets'> | undefined;
  now: Date;
  targets: TargetGuard;
}>;

/** Errors of the settings beyond those of their shape. */
export async function webhookErrors({ settings, secrets, ...check }: WebhookCheck): Promise<readonly FieldError[]> {
  const { url, headers = {}, signature, payload, auth, tls, retrySchedule = [] } = settings;
  return [
    ...(url === undefined || url === check.before?.url ? [] : await urlErrors(url, check.targets)),
    ...headerErrors(headers, signature),
    ...maskErrors(headers),
    ...(signature === undefined ? [] : signatureErrors(signature)),
    ...(signature === undefined ? [] : secretErrors(signature, { secrets, before: check.before })),
    ...(payload?.format === 'template' ? checkTemplate(payload.template) : []).map(({ message }) => ({
      path: 'payload.template',
      message,
    })),
    ...(auth === undefined ? [] : await authErrors({ auth, headers }, check)),
    ...(tls === undefined ? [] : tlsErrors(tls, check)),
    ...scheduleErrors(retrySchedule),
  ];
}

const headerErrors = (headers: Webhook['headers'], signature: SignatureSettings = defaultSignature) =>
  checkHeaders({ headers, signature }).map(({ name, message }) => ({
    path: name === '' ? 'headers' : `headers.${name}`,
    message,
  }));

async function urlErrors(url: string, targets: TargetGuard): Promise<readonly FieldError[]> {
  const verdict = await targets.check(url);
  return verdict.kind === 'refused' ? [{ path: 'url', message: verdict.message }] : [];
}

type AuthCheck = Readonly<{ auth: WebhookAuth; headers: Webhook['headers'] }>;

async function authErrors(
  { auth, headers }: AuthCheck,
  { before, now, targets }: Pick<WebhookCheck, 'before' | 'now' | 'targets'>,
): Promise<readonly FieldError[]> {
  const isKnown = auth.tokenUrl === before?.auth?.tokenUrl;
  const url = isKnown ? [] : await urlErrors(auth.tokenUrl, targets);
  const { caCertificate } = auth;
  const isTrusted = caCertificate === undefined || caCertificate === before?.auth?.caCertificate;
  const authority = isTrusted ? [] : checkTlsSettings({ caCertificate }, now);
  const own = Object.keys(headers).filter((name) => name.toLowerCase() === 'authorization');
  return [
    ...url.map(({ message }) => ({ path: 'auth.tokenUrl', message })),
    ...(auth.clientSecret === mask ? [{ path: 'auth.clientSecret', message: isMask }] : []),
    ...authority.map(({ field, message }) => ({ path: `auth.${field}`, message })),
    ...own.map((name) => ({
      path: `headers.${name}`,
      message: 'is used for the access token of `auth`; remove one of them',
    })),
  ];
}

const isMask = 'The mask cannot be used because there is no current value; send the value itself.';

function maskErrors(headers: Webhook['headers']): readonly FieldError[] {
  const masked = Object.keys(headers).filter((name) => headers[name] === mask);
  return masked.map((name) => ({ path: `headers.${name}`, message: isMask }));
}

function signatureErrors(signature: SignatureSettings): readonly FieldError[] {
  const header = signature.style === 'sha256' ? signatureHeaderProblem(signature.header) : undefined;
  return header === undefined ? [] : [{ path: 'signature.header', message: header.message }];
}

type SecretCheck = Pick<WebhookCheck, 'secrets' | 'before'>;

function secretErrors(signature: SignatureSettings, check: SecretCheck): readonly FieldError[] {
  const { secrets } = check;
  if (secrets.length > maxLiveSecrets) return [{ path: 'secret', message: tooManySecrets }];
  const wrong = secrets.find(
    ({ value }, index) => value === mask || !(index === 0 ? canSign(signature, value) : canSignOn(signature, value)),
  );
  return wrong === undefined ? [] : [{ path: 'secret', message: secretMessage(wrong, signature, check) }];
}

const tooManySecrets = `The webhook already has ${maxLiveSecrets} active secrets, the maximum: wait until one expires, or send a \`secret\` with this change, which ends all others.`;

/** Names a remedy that works: what may be omitted or sent depends on where the secret comes from. */
function secretMessage(wrong: SigningSecret, signature: SignatureSettings, { before }: SecretCheck): string {
  if (wrong.value === mask) return isMask;
  const form = secretForm(signature);
  if (before === undefined) return `${form} Omit it to have one generated.`;
  if (before.secrets.length === 0) return `${form} Omit it, and rotate the secret to have one generated.`;
  if (!before.secrets.includes(wrong)) return `${form} Omit it to keep the current one.`;
  return wrong.expiresAt === undefined
    ? `The current secret cannot be used with this style: send another one with this change, or first rotate it with overlapSeconds 0. ${form}`
    : `An older secret, active until ${wrong.expiresAt}, cannot be used with this style: wait until then, or end it by sending the newest secret with this change. ${form}`;
}

function tlsErrors(tls: TlsSettings, { before, now }: Pick<WebhookCheck, 'before' | 'now'>): readonly FieldError[] {
  if (before !== undefined && sameTls(tls, before.tls)) return [];
  if (tls.clientKey === mask) return [{ path: 'tls.clientKey', message: isMask }];
  return checkTlsSettings(tls, now).map(({ field, message }) => ({ path: `tls.${field}`, message }));
}

const sameTls = (one: TlsSettings, other: TlsSettings): boolean =>
  one.caCertificate === other.caCertificate &&
  one.clientCertificate === other.clientCertificate &&
  one.clientKey === other.clientKey;

function scheduleErrors(retrySchedule: readonly number[]): readonly FieldError[] {
  return retrySchedule.flatMap((seconds, index) =>
    index > 0 && seconds <= (retrySchedule[index - 1] ?? 0)
      ? [{ path: `retrySchedule.${index}`, message: 'must be later than the previous retry' }]
      : [],
  );
}
