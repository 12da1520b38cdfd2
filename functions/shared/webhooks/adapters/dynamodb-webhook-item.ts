import * as z from 'zod';
import { httpMethods } from '../../https/domain/http-request.ts';
import { webhookKey, webhookPrefix } from '../../platform/adapters/dynamodb-keys.ts';
import type { Keyring } from '../../platform/application/ports.ts';
import { jsonValue } from '../../platform/domain/json.ts';
import {
  defaultDisableAfterFailingSeconds,
  signatureAlgorithms,
  type Webhook,
  webhookKinds,
  webhookStatuses,
} from '../domain/webhook.ts';

/** A webhook at rest: header values, secrets and the client key are sealed, bound to the webhook's id. */
export const webhookItem = z.object({
  sk: z.string(),
  space: z.string(),
  name: z.string(),
  description: z.string(),
  kind: z.enum(webhookKinds),
  url: z.string(),
  method: z.enum(httpMethods),
  headers: z.record(z.string(), z.string()),
  eventTypes: z.array(z.string()),
  /** JSON text, as the payload. */
  filter: z.string().optional(),
  status: z.enum(webhookStatuses),
  /** JSON text: a template nests deeper than a table's maps may (DynamoDB quota: 32 levels). */
  payload: z.string(),
  secrets: z.array(z.object({ value: z.string(), expiresAt: z.string().optional() })),
  signature: z.discriminatedUnion('style', [
    z.object({ style: z.literal('standard'), algorithm: z.enum(signatureAlgorithms) }),
    z.object({ style: z.literal('sha256'), header: z.string() }),
  ]),
  auth: z
    .object({
      type: z.literal('oauth2'),
      tokenUrl: z.string(),
      clientId: z.string(),
      clientSecret: z.string(),
      scope: z.string().optional(),
      audience: z.string().optional(),
      caCertificate: z.string().optional(),
    })
    .optional(),
  tls: z.object({
    caCertificate: z.string().optional(),
    clientCertificate: z.string().optional(),
    clientKey: z.string().optional(),
  }),
  timeouts: z.object({ connectSeconds: z.number(), requestSeconds: z.number() }),
  retrySchedule: z.array(z.number()),
  rateLimit: z.object({ perSecond: z.number() }).optional(),
  ownerEmail: z.string().optional(),
  disableAfterFailingSeconds: z.number().nullable().default(defaultDisableAfterFailingSeconds),
  statusSince: z.string().optional(),
  freshSince: z.string().optional(),
  createdAt: z.string(),
  updatedAt: z.string(),
  version: z.int(),
});
export type WebhookItem = z.infer<typeof webhookItem>;

const payloadText = z.discriminatedUnion('format', [
  z.object({ format: z.literal('standard') }),
  z.object({ format: z.literal('template'), template: jsonValue }),
  z.object({ format: z.literal('array') }),
  z.object({ format: z.literal('raw') }),
]);

const filterText = z.record(z.string(), jsonValue);

export async function sealWebhook(keyring: Keyring, webhook: Webhook) {
  const { id, payload, filter, ...fields } = webhook;
  const seal = (plain: string) => keyring.seal(plain, id);
  return {
    ...webhookKey(webhook.space, id),
    ...fields,
    ...(await convertSecrets(webhook, seal)),
    payload: JSON.stringify(payload),
    ...(filter !== undefined && { filter: JSON.stringify(filter) }),
  };
}

export async function openWebhook(keyring: Keyring, item: WebhookItem): Promise<Webhook> {
  const { sk, payload, filter, ...fields } = item;
  const id = sk.slice(webhookPrefix.length);
  const open = (sealed: string) => keyring.open(sealed, id);
  return {
    ...fields,
    ...(await convertSecrets(item, open)),
    id,
    payload: payloadText.parse(JSON.parse(payload)),
    ...(filter !== undefined && { filter: filterText.parse(JSON.parse(filter)) }),
  };
}

type Secrets = Pick<Webhook, 'headers' | 'secrets' | 'tls' | 'auth'>;

/** The list of secret fields, used for both directions. */
async function convertSecrets({ headers, secrets, tls, auth }: Secrets, convert: (text: string) => Promise<string>) {
  const { clientKey } = tls;
  return {
    headers: Object.fromEntries(
      await Promise.all(Object.entries(headers).map(async ([name, value]) => [name, await convert(value)] as const)),
    ),
    secrets: await Promise.all(secrets.map(async (secret) => ({ ...secret, value: await convert(secret.value) }))),
    ...(auth !== undefined && { auth: { ...auth, clientSecret: await convert(auth.clientSecret) } }),
    tls: { ...tls, ...(clientKey === undefined ? {} : { clientKey: await convert(clientKey) }) },
  };
}
