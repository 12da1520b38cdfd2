import type { HttpMethod, Timeouts, TlsSettings } from './http-request.ts';
import type { JsonValue } from './json.ts';
import type { JsonObject } from './merge-patch.ts';

/** What a webhook is for; it sets what counts as success. */
export const webhookKinds = [
  'notification',
  'siem',
  'provisioning',
  'deprovisioning',
  'request_validation',
  'pre_approval',
] as const;
export type WebhookKind = (typeof webhookKinds)[number];

/** `paused` holds deliveries until resumed; `disabled` records them as discarded. */
export const webhookStatuses = ['enabled', 'paused', 'disabled'] as const;
type WebhookStatus = (typeof webhookStatuses)[number];

/** The shape of the body that is sent. */
export type PayloadSettings =
  | Readonly<{ format: 'standard' }>
  | Readonly<{ format: 'template'; template: JsonValue }>
  | Readonly<{ format: 'array' }>
  | Readonly<{ format: 'raw' }>;

/** What Standard Webhooks 1.0 signs with: a key that the receiver shares, or one of which it knows the public half. */
export const signatureAlgorithms = ['hmac-sha256', 'ed25519'] as const;
type SignatureAlgorithm = (typeof signatureAlgorithms)[number];

/** How a body is signed, if the webhook has a secret. */
export type SignatureSettings =
  | Readonly<{ style: 'standard'; algorithm: SignatureAlgorithm }>
  | Readonly<{ style: 'sha256'; header: string }>;

/** A signing secret or private key in plain text; a rotated one signs on until `expiresAt`. */
export type SigningSecret = Readonly<{ value: string; expiresAt?: string | undefined }>;

/**
 * How Posthorn shows itself to the endpoint: by access tokens that it fetches as a client (OAuth 2.0 client credentials,
 * RFC 6749, section 4.4).
 */
export type WebhookAuth = Readonly<{
  type: 'oauth2';
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  scope?: string | undefined;
  audience?: string | undefined;
  /** PEM text: an own authority of the token endpoint. */
  caCertificate?: string | undefined;
}>;

/** An endpoint that hears of events, with everything a delivery needs, secrets opened. */
export type Webhook = Readonly<{
  id: string;
  space: string;
  name: string;
  description: string;
  kind: WebhookKind;
  url: string;
  method: HttpMethod;
  headers: Readonly<Record<string, string>>;
  eventTypes: readonly string[];
  /** An event pattern: of those events, only what matches is sent. */
  filter?: JsonObject | undefined;
  status: WebhookStatus;
  payload: PayloadSettings;
  /** Newest first; none means unsigned. */
  secrets: readonly SigningSecret[];
  signature: SignatureSettings;
  auth?: WebhookAuth | undefined;
  tls: TlsSettings;
  timeouts: Timeouts;
  /** Seconds after the first attempt at which each retry falls due. */
  retrySchedule: readonly number[];
  /** The most requests in any second; what is beyond waits, and uses up no attempt. */
  rateLimit?: Readonly<{ perSecond: number }> | undefined;
  /** Who is mailed when deliveries fail for good; the space's owner if absent. */
  ownerEmail?: string | undefined;
  /** It is disabled when it has done nothing but fail for so long; null means never. */
  disableAfterFailingSeconds: number | null;
  /** When its status became what it is; and when it was re-pointed, or enabled after it had been disabled. Absent if never. */
  statusSince?: string | undefined;
  freshSince?: string | undefined;
  createdAt: string;
  updatedAt: string;
  /** Grows with every change; the ETag. */
  version: number;
}>;

/** Product default: a library for it exists in every language. */
export const defaultSignature: SignatureSettings = { style: 'standard', algorithm: 'hmac-sha256' };

/** Product default: the endpoint has five seconds for each clock. */
export const defaultTimeouts: Timeouts = { connectSeconds: 5, requestSeconds: 5 };

/** Product default: retries 1 min, 10 min, 1 h, 8 h and 36 h after the first attempt. */
export const defaultRetrySchedule: readonly number[] = [60, 600, 3_600, 28_800, 129_600];

/** Product default: five days. */
export const defaultDisableAfterFailingSeconds = 432_000;
