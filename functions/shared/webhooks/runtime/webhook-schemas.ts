import * as z from 'zod';
import { maxEventTypePatterns } from '../../events/domain/event-type-patterns.ts';
import { eventTypePattern, filter, filterPatch } from '../../events/runtime/event-fields.ts';
import { httpMethods } from '../../https/domain/http-request.ts';
import { maxUrlLength } from '../../https/domain/target-url.ts';
import { jsonValue } from '../../platform/domain/json.ts';
import { email, id, name, timestamp } from '../../platform/runtime/fields.ts';
import { maxSha256SecretLength } from '../domain/signing-secret.ts';
import { templatePresets } from '../domain/template-presets.ts';
import {
  defaultDisableAfterFailingSeconds,
  defaultRetrySchedule,
  defaultSignature,
  defaultTimeouts,
  signatureAlgorithms,
  webhookKinds,
  webhookStatuses,
} from '../domain/webhook.ts';
import { shownHealth } from './health-contract.ts';

/** A chain of certificates fits several times over, and the whole webhook fits one item (DynamoDB quota: 400 KB). */
const maxPemLength = 32_768;
/** Product contract: the last retry is never later than 36 hours after the first attempt. */
const maxRetrySeconds = 36 * 60 * 60;
const maxRetries = 5;
/** An endpoint that restarts or is moved must not be disabled, and a dead one must be after a month at most. */
const disableAfterSeconds = { least: 3_600, most: 30 * 86_400 };

const url = z
  .string()
  .max(maxUrlLength)
  .meta({
    description: 'The URL that deliveries are sent to: https, on the public internet.',
    examples: ['https://example.com/hooks'],
  });

const pem = z.string().max(maxPemLength);

const template = jsonValue.default(templatePresets.default).meta({
  description:
    'Any JSON. Its strings can contain `${ID}`, `${DATE}`, `${TYPE}`, `${TITLE}`, `${EVENT_MSG}` and `${DATA.path.to.value}`. ' +
    'The examples are the default template, one for Slack and one for Datadog.',
  examples: [templatePresets.default, templatePresets.slack, templatePresets.datadog],
});

const payload = z
  .discriminatedUnion('format', [
    z.strictObject({ format: z.literal('standard') }),
    z.strictObject({ format: z.literal('template'), template }),
    z.strictObject({ format: z.literal('array') }),
    z.strictObject({ format: z.literal('raw') }),
  ])
  .meta({ description: 'The shape of the body: `{type, timestamp, data}`, a template, `[data]`, or `data`.' });

const payloadFormat = z.enum(['standard', 'template', 'array', 'raw']);

const signatureHeader = z.string().min(1).max(100);

const signatureAlgorithm = z.enum(signatureAlgorithms);

const signature = z
  .discriminatedUnion('style', [
    z.strictObject({ style: z.literal('standard'), algorithm: signatureAlgorithm.default('hmac-sha256') }),
    z.strictObject({ style: z.literal('sha256'), header: signatureHeader.default('x-webhook-signature') }),
  ])
  .meta({
    description:
      'Standard Webhooks 1.0, or `sha256=<hex HMAC of the body>` in a header of your choice. The header names `<header>` and ' +
      '`<header>-next` are then reserved. With the algorithm `ed25519` the receiver verifies signatures with a public key ' +
      'and cannot create them.',
  });

const headerName = z.string().min(1).max(100);
const headerValue = z.string().max(16_384);
const connectSeconds = z.int().min(1).max(20);
const requestSeconds = z.int().min(1).max(15);

/** The settings, each validated by itself; a draft adds the defaults, a patch the nulls. */
const settings = {
  description: z.string().max(1_000),
  kind: z.enum(webhookKinds).meta({ description: 'Determines which responses count as success.' }),
  method: z.enum(httpMethods),
  eventTypes: z
    .array(eventTypePattern)
    .max(
      maxEventTypePatterns,
      `must have at most ${maxEventTypePatterns} items: combine several with a wildcard, or create another webhook`,
    )
    .meta({
      description:
        "The event types that are sent; if empty, nothing is sent. Posthorn's own events, such as `delivery.exhausted`, are " +
        'sent only if their type is listed: a wildcard does not include them.',
    }),
  status: z.enum(webhookStatuses).meta({
    description:
      '`paused`: deliveries are held until the webhook is enabled again; `disabled`: they are recorded as discarded.',
  }),
  retrySchedule: z
    .array(z.int().min(1).max(maxRetrySeconds))
    .max(maxRetries)
    .meta({ description: 'The time of each retry, in seconds after the first attempt.' }),
  rateLimit: z.strictObject({ perSecond: z.int().min(1).max(1_000) }).meta({
    description:
      'The maximum number of requests per second. Deliveries above this rate wait, without using up an attempt.',
  }),
  ownerEmail: email.meta({
    description: "The address for mails about failed deliveries; by default the address of the space's owner.",
  }),
  disableAfterFailingSeconds: z
    .int()
    .min(disableAfterSeconds.least)
    .max(disableAfterSeconds.most)
    .nullable()
    .meta({
      description:
        'The webhook is disabled when all attempts have failed for this time, in at least two deliveries; null means ' +
        'never. Time in which it is paused does not count. A new `url` starts the count again.',
    }),
};

/** Printable ASCII (RFC 6749, appendix A), so that it fits the form of a request for a token. */
const credential = z
  .string()
  .min(1)
  .max(512)
  .regex(/^[ -~]*$/, 'must have printable ASCII characters only');

const authFields = {
  type: z.literal('oauth2'),
  tokenUrl: url.meta({ description: 'The URL of the token endpoint: https, on the public internet.' }),
  clientId: credential,
  clientSecret: credential.meta({ description: 'Masked in responses.' }),
  scope: credential,
  audience: credential,
  caCertificate: pem.meta({
    description: 'PEM: the certificate authority of the token endpoint, if it is not a public one.',
  }),
};

const authDescription =
  'Each request carries an access token as `Authorization: Bearer`. The token is requested with client credentials (OAuth ' +
  '2.0, RFC 6749, section 4.4), cached until shortly before it expires, and requested again once after a 401.';

const headersDescription =
  'Headers of each request. Values are masked in responses; `***` keeps the current value. If the endpoint repeats a value ' +
  'of 8 or more characters in its response, it is replaced by `***` before the response is stored or used.';
const tlsDescription = 'PEM: a certificate authority to trust, and a client certificate with its key.';
const timeoutsDescription =
  'Timeouts for the connection (DNS, TCP and TLS), and for the time from the first byte written to the last byte read.';

/** The settings as a webhook has them, with the defaults of absent ones. */
const complete = {
  name,
  description: settings.description.default(''),
  kind: settings.kind.default('notification'),
  url,
  method: settings.method.default('POST'),
  headers: z.record(headerName, headerValue).default({}).meta({ description: headersDescription }),
  eventTypes: settings.eventTypes.default([]),
  filter: filter.optional(),
  status: settings.status.default('enabled'),
  payload: payload.default({ format: 'standard' }),
  signature: signature.default({ ...defaultSignature }),
  auth: z
    .strictObject({
      ...authFields,
      scope: authFields.scope.optional(),
      audience: authFields.audience.optional(),
      caCertificate: authFields.caCertificate.optional(),
    })
    .optional()
    .meta({ description: authDescription }),
  tls: z
    .strictObject({ caCertificate: pem.optional(), clientCertificate: pem.optional(), clientKey: pem.optional() })
    .default({})
    .meta({ description: tlsDescription }),
  timeouts: z
    .strictObject({
      connectSeconds: connectSeconds.default(defaultTimeouts.connectSeconds),
      requestSeconds: requestSeconds.default(defaultTimeouts.requestSeconds),
    })
    .default({ ...defaultTimeouts })
    .meta({ description: timeoutsDescription }),
  retrySchedule: settings.retrySchedule.default([...defaultRetrySchedule]),
  rateLimit: settings.rateLimit.optional(),
  ownerEmail: settings.ownerEmail.optional(),
  disableAfterFailingSeconds: settings.disableAfterFailingSeconds.default(defaultDisableAfterFailingSeconds),
};

/** Free-form for the `sha256` style; its form for the `standard` style is checked with the rest. */
const secret = z.string().min(1).max(maxSha256SecretLength).nullable().optional().meta({
  description:
    'A secret, or for `ed25519` a private key (`whsk_…`). Generated if omitted; null means unsigned. Masked in responses.',
});

/** A manager's draft; also the required result of a merge patch. */
export const webhookDraft = z.strictObject({ ...complete, secret }).meta({ id: 'WebhookDraft' });

export const webhookDraftPart = webhookDraft.partial();

/** A merge patch: null resets a field to its default, objects are merged. */
export const webhookPatch = z
  .strictObject({
    name: name.optional(),
    description: settings.description.nullish(),
    kind: settings.kind.nullish(),
    url: url.optional(),
    method: settings.method.nullish(),
    headers: z.record(headerName, headerValue.nullable()).nullish().meta({ description: headersDescription }),
    eventTypes: settings.eventTypes.nullish(),
    filter: filterPatch,
    status: settings.status.nullish(),
    payload: z.strictObject({ format: payloadFormat.optional(), template: jsonValue.optional() }).nullish(),
    secret,
    signature: z
      .strictObject({
        style: z.enum(['standard', 'sha256']).optional(),
        algorithm: signatureAlgorithm.nullish(),
        header: signatureHeader.nullish(),
      })
      .nullish(),
    auth: z
      .strictObject({
        ...z.strictObject(authFields).partial().shape,
        scope: authFields.scope.nullish(),
        audience: authFields.audience.nullish(),
        caCertificate: authFields.caCertificate.nullish(),
      })
      .nullish()
      .meta({ description: authDescription }),
    tls: z
      .strictObject({ caCertificate: pem.nullish(), clientCertificate: pem.nullish(), clientKey: pem.nullish() })
      .nullish()
      .meta({ description: tlsDescription }),
    timeouts: z
      .strictObject({ connectSeconds: connectSeconds.nullish(), requestSeconds: requestSeconds.nullish() })
      .nullish()
      .meta({ description: timeoutsDescription }),
    retrySchedule: settings.retrySchedule.nullish(),
    rateLimit: settings.rateLimit.nullish(),
    ownerEmail: settings.ownerEmail.nullish(),
    disableAfterFailingSeconds: settings.disableAfterFailingSeconds.optional(),
  })
  .meta({ id: 'WebhookPatch' });

export const webhook = z
  .object({ id, ...complete, secret: z.string().nullable(), createdAt: timestamp, updatedAt: timestamp })
  .meta({ id: 'Webhook' });

export const listedWebhook = webhook.extend({ health: shownHealth }).meta({ id: 'ListedWebhook' });
