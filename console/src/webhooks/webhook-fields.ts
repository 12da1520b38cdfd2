import type { Webhook, WebhookDraft } from '../../../client/src/generated/schema.ts';
import { asObject, errorsOf, type FieldErrors, missing, readJson } from '../parts/field-errors.ts';

type Signing = 'hmac-sha256' | 'ed25519' | 'sha256' | 'none';

/** The values of the form. Numbers and JSON are text, because they may be invalid while the user edits them. */
export type WebhookFields = Readonly<{
  name: string;
  description: string;
  kind: Webhook['kind'];
  url: string;
  method: Webhook['method'];
  headers: readonly Readonly<{ name: string; value: string }>[];
  eventTypes: readonly string[];
  /** JSON; empty for none. */
  filter: string;
  format: Webhook['payload']['format'];
  template: string;
  signing: Signing;
  signatureHeader: string;
  /** If empty, a new secret is generated, or the present one is kept. */
  secret: string;
  usesOAuth: boolean;
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  scope: string;
  audience: string;
  tokenCaCertificate: string;
  caCertificate: string;
  clientCertificate: string;
  clientKey: string;
  connectSeconds: string;
  requestSeconds: string;
  retrySchedule: string;
  perSecond: string;
  /** `null` for never. */
  disableAfterFailingSeconds: number | null;
  ownerEmail: string;
}>;

const defaultTemplate = JSON.stringify(
  { id: '${ID}', date: '${DATE}', type: '${TYPE}', title: '${TITLE}', event_msg: '${EVENT_MSG}' },
  null,
  2,
);

export const newFields: WebhookFields = {
  name: '',
  description: '',
  kind: 'notification',
  url: '',
  method: 'POST',
  headers: [],
  eventTypes: [],
  filter: '',
  format: 'standard',
  template: defaultTemplate,
  signing: 'hmac-sha256',
  signatureHeader: 'x-webhook-signature',
  secret: '',
  usesOAuth: false,
  tokenUrl: '',
  clientId: '',
  clientSecret: '',
  scope: '',
  audience: '',
  tokenCaCertificate: '',
  caCertificate: '',
  clientCertificate: '',
  clientKey: '',
  connectSeconds: '5',
  requestSeconds: '5',
  retrySchedule: '',
  perSecond: '',
  disableAfterFailingSeconds: 432_000,
  ownerEmail: '',
};

export function fieldsOf(webhook: Webhook): WebhookFields {
  const { payload, signature, auth, tls, timeouts } = webhook;
  return {
    name: webhook.name,
    description: webhook.description,
    kind: webhook.kind,
    url: webhook.url,
    method: webhook.method,
    headers: Object.entries(webhook.headers).map(([name, value]) => ({ name, value })),
    eventTypes: webhook.eventTypes,
    filter: webhook.filter === undefined ? '' : JSON.stringify(webhook.filter, null, 2),
    format: payload.format,
    template: payload.format === 'template' ? JSON.stringify(payload.template, null, 2) : defaultTemplate,
    signing: signingOf(webhook),
    signatureHeader: signature.style === 'sha256' ? (signature.header ?? '') : newFields.signatureHeader,
    secret: '',
    usesOAuth: auth !== undefined,
    tokenUrl: auth?.tokenUrl ?? '',
    clientId: auth?.clientId ?? '',
    clientSecret: auth?.clientSecret ?? '',
    scope: auth?.scope ?? '',
    audience: auth?.audience ?? '',
    tokenCaCertificate: auth?.caCertificate ?? '',
    caCertificate: tls.caCertificate ?? '',
    clientCertificate: tls.clientCertificate ?? '',
    clientKey: tls.clientKey ?? '',
    connectSeconds: String(timeouts.connectSeconds),
    requestSeconds: String(timeouts.requestSeconds),
    retrySchedule: webhook.retrySchedule.join(', '),
    perSecond: webhook.rateLimit === undefined ? '' : String(webhook.rateLimit.perSecond),
    disableAfterFailingSeconds: webhook.disableAfterFailingSeconds,
    ownerEmail: webhook.ownerEmail ?? '',
  };
}

function signingOf({ secret, signature }: Webhook): Signing {
  if (secret === null) return 'none';
  return signature.style === 'sha256' ? 'sha256' : (signature.algorithm ?? 'hmac-sha256');
}

/** Where the API has what the form's fields contain: a change of a field makes the errors at its paths obsolete. */
const paths: Readonly<Record<keyof WebhookFields, readonly string[]>> = {
  name: ['name'],
  description: ['description'],
  kind: ['kind'],
  url: ['url'],
  method: ['method'],
  headers: [],
  eventTypes: ['eventTypes'],
  filter: ['filter'],
  format: ['payload'],
  template: ['payload.template'],
  signing: ['signature', 'secret'],
  signatureHeader: ['signature.header'],
  secret: ['secret'],
  usesOAuth: ['auth'],
  tokenUrl: ['auth.tokenUrl'],
  clientId: ['auth.clientId'],
  clientSecret: ['auth.clientSecret'],
  scope: ['auth.scope'],
  audience: ['auth.audience'],
  tokenCaCertificate: ['auth.caCertificate'],
  caCertificate: ['tls.caCertificate'],
  // Neither is valid without the other.
  clientCertificate: ['tls.clientCertificate', 'tls.clientKey'],
  clientKey: ['tls.clientCertificate', 'tls.clientKey'],
  connectSeconds: ['timeouts.connectSeconds'],
  requestSeconds: ['timeouts.requestSeconds'],
  retrySchedule: ['retrySchedule'],
  perSecond: ['rateLimit'],
  disableAfterFailingSeconds: ['disableAfterFailingSeconds'],
  ownerEmail: ['ownerEmail'],
};

/** The paths of the changed fields in the API. Of the headers, those that were changed or removed. */
export function changedPaths(before: WebhookFields, changed: Partial<WebhookFields>): readonly string[] {
  const { headers } = changed;
  const changedHeaders = headers === undefined ? [] : before.headers.filter((header) => !headers.includes(header));
  return [
    ...Object.entries(paths).flatMap(([field, ofField]) => (field in changed ? ofField : [])),
    ...changedHeaders.map(({ name }) => `headers.${name}`),
  ];
}

/** The errors that the form can word better than the API. */
export function knownErrors(fields: WebhookFields): FieldErrors {
  const header = fields.headers.findIndex(({ name }) => name === '');
  const isSeconds = (text: string) => /^\s*\d+\s*$/.test(text);
  const { retrySchedule, usesOAuth } = fields;
  return [
    ...missing([
      ['name', fields.name, 'Enter a name.'],
      ['url', fields.url, 'Enter a URL.'],
    ]),
    ...(header === -1
      ? []
      : [{ path: 'headers.', message: 'Enter a name, or remove the header.', label: `Header ${header + 1} name` }]),
    ...(fields.signing === 'sha256'
      ? missing([['signature.header', fields.signatureHeader, 'Enter the name of a header.']])
      : []),
    ...(usesOAuth
      ? missing([
          ['auth.tokenUrl', fields.tokenUrl, 'Enter a URL.'],
          ['auth.clientId', fields.clientId, 'Enter the client id.'],
          ['auth.clientSecret', fields.clientSecret, 'Enter the client secret.'],
        ])
      : []),
    ...(retrySchedule.trim() === '' || retrySchedule.split(',').every(isSeconds)
      ? []
      : [{ path: 'retrySchedule', message: 'Must be seconds separated by commas, for example 60, 600.' }]),
  ];
}

export type DraftOrErrors = Readonly<{ draft: WebhookDraft; errors: FieldErrors }>;

/** Converts the form's values to the API's, and returns the errors for which the API cannot be asked. */
export function draftOf(fields: WebhookFields): DraftOrErrors {
  const template = parse(fields.template, 'payload.template');
  const filter = fields.filter.trim() === '' ? undefined : parse(fields.filter, 'filter');
  const { tokenUrl, clientId, clientSecret } = fields;
  const draft: WebhookDraft = {
    name: fields.name,
    description: fields.description,
    kind: fields.kind,
    url: fields.url,
    method: fields.method,
    headers: Object.fromEntries(fields.headers.map(({ name, value }) => [name, value])),
    eventTypes: [...fields.eventTypes],
    payload:
      fields.format === 'template' ? { format: 'template', template: template.value } : { format: fields.format },
    signature:
      fields.signing === 'sha256'
        ? { style: 'sha256', header: fields.signatureHeader }
        : { style: 'standard', algorithm: fields.signing === 'ed25519' ? 'ed25519' : 'hmac-sha256' },
    timeouts: { connectSeconds: Number(fields.connectSeconds), requestSeconds: Number(fields.requestSeconds) },
    tls: {
      ...given('caCertificate', fields.caCertificate),
      ...given('clientCertificate', fields.clientCertificate),
      ...given('clientKey', fields.clientKey),
    },
    ...(filter !== undefined && { filter: asObject(filter.value) }),
    ...(fields.signing === 'none' && { secret: null }),
    ...(fields.signing !== 'none' && given('secret', fields.secret)),
    ...(fields.usesOAuth && {
      auth: {
        type: 'oauth2' as const,
        tokenUrl,
        clientId,
        clientSecret,
        ...given('scope', fields.scope),
        ...given('audience', fields.audience),
        ...given('caCertificate', fields.tokenCaCertificate),
      },
    }),
    ...(fields.retrySchedule.trim() !== '' && { retrySchedule: fields.retrySchedule.split(',').map(Number) }),
    disableAfterFailingSeconds: fields.disableAfterFailingSeconds,
    ...(fields.perSecond.trim() !== '' && { rateLimit: { perSecond: Number(fields.perSecond) } }),
    ...given('ownerEmail', fields.ownerEmail.trim()),
  };
  const errors = [...(fields.format === 'template' ? template.errors : []), ...(filter?.errors ?? [])];
  return { draft, errors };
}

function given<Name extends string>(name: Name, value: string): Partial<Record<Name, string>> {
  const entry: Partial<Record<Name, string>> = {};
  if (value !== '') entry[name] = value;
  return entry;
}

type Parsed = Readonly<{ value: unknown; errors: FieldErrors }>;

function parse(text: string, path: string): Parsed {
  try {
    return { value: readJson(text, path), errors: [] };
  } catch (error) {
    return { value: {}, errors: error instanceof Error ? errorsOf(error) : [] };
  }
}
