import type { HttpMethod, Timeouts, TlsSettings } from '../../https/domain/http-request.ts';
import type { JsonValue } from '../../platform/domain/json.ts';
import type { JsonObject } from '../../platform/domain/merge-patch.ts';

/** The purpose of a webhook; it determines what counts as success. */
export const webhookKinds = [
  'notification',
  'siem',
  'provisioning',
  'deprovisioning',
  'request_validation',
  'pre_approval',
] as const;
export type WebhookKind = (typeof webhookKinds)[number];

/** `paused` holds deliveries until the webhook is resumed; `disabled` records them as discarded. */
export const webhookStatuses = ['enabled', 'paused', 'disabled'] as const;
type WebhookStatus = (typeof webhookStatuses)[number];

/** The format of the body that is sent. */
export type PayloadSettings =
  | Readonly<{ format: 'standard' }>
  | Readonly<{ format: 'template'; template: JsonValue }>
  | Readonly<{ format: 'array' }>
  | Readonly<{ format: 'raw' }>;

/** The key of Standard Webhooks 1.0: shared with the receiver, or a private one whose public half it knows. */
export const signatureAlgorithms = ['hmac-sha256', 'ed25519'] as const;
type SignatureAlgorithm = (typeof signatureAlgorithms)[number];

/** How a body is signed, if the webhook has a secret. */
export type SignatureSettings =
  | Readonly<{ style: 'standard'; algorithm: SignatureAlgorithm }>
  | Readonly<{ style: 'sha256'; header: string }>;

/** A signing secret or private key in plain text; a rotated one signs until `expiresAt`. */
export type SigningSecret = Readonly<{ value: string; expiresAt?: string | undefined }>;

/**
 * How Posthorn authenticates to the endpoint: by access tokens that it fetches as a client (OAuth 2.0 client
 * credentials, RFC 6749, section 4.4).
 */
export type WebhookAuth = Readonly<{
  type: 'oauth2';
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  scope?: string | undefined;
  audience?: string | undefined;
  /** PEM text: a custom certificate authority for the token endpoint. */
  caCertificate?: string | undefined;
}>;

/** An endpoint that receives events, with all that a delivery needs; secrets are decrypted. */
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
  /** An event pattern: of those events, only those that match are sent. */
  filter?: JsonObject | undefined;
  status: WebhookStatus;
  payload: PayloadSettings;
  /** Newest first; without any, requests are unsigned. */
  secrets: readonly SigningSecret[];
  signature: SignatureSettings;
  auth?: WebhookAuth | undefined;
  tls: TlsSettings;
  timeouts: Timeouts;
  /** Seconds after the first attempt at which each retry falls due. */
  retrySchedule: readonly number[];
  /** The most requests in any second; further ones wait and use up no attempt. */
  rateLimit?: Readonly<{ perSecond: number }> | undefined;
  /** The address that is mailed when deliveries finally fail; the space's owner if absent. */
  ownerEmail?: string | undefined;
  /** The webhook is disabled after it has been failing for this long; null means never. */
  disableAfterFailingSeconds: number | null;
  /** When its status last changed; and when it was re-pointed, or enabled after being disabled. Absent if never. */
  statusSince?: string | undefined;
  freshSince?: string | undefined;
  createdAt: string;
  updatedAt: string;
  /** Incremented by every change; the ETag. */
  version: number;
}>;

/** Product default: libraries for it exist in every language. */
export const defaultSignature: SignatureSettings = { style: 'standard', algorithm: 'hmac-sha256' };

/** Product default: five seconds for each timeout. */
export const defaultTimeouts: Timeouts = { connectSeconds: 5, requestSeconds: 5 };

/** Product default: retries 1 min, 10 min, 1 h, 8 h and 36 h after the first attempt. */
export const defaultRetrySchedule: readonly number[] = [60, 600, 3_600, 28_800, 129_600];

/** Product default: five days. */
export const defaultDisableAfterFailingSeconds = 432_000;
