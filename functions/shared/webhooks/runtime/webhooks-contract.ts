import * as z from 'zod';
import { operation } from '../../api/runtime/operation.ts';
import { maxEventTypePatterns } from '../../events/domain/event-type-patterns.ts';
import { eventTypePattern, filter, filterPatch } from '../../events/runtime/event-fields.ts';
import { httpMethods } from '../../https/domain/http-request.ts';
import { maxUrlLength } from '../../https/domain/target-url.ts';
import { jsonValue } from '../../platform/domain/json.ts';
import { email, id, name, noBody, noQuery, pageOf, pageQuery, timestamp } from '../../platform/runtime/fields.ts';
import { defaultOverlapSeconds } from '../application/webhook-secrets.ts';
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

const webhook = z
  .object({ id, ...complete, secret: z.string().nullable(), createdAt: timestamp, updatedAt: timestamp })
  .meta({ id: 'Webhook' });

const listedWebhook = webhook.extend({ health: shownHealth }).meta({ id: 'ListedWebhook' });

export const createWebhook = operation({
  route: 'POST /v1/spaces/{space}/webhooks',
  operationId: 'createWebhook',
  summary: 'Create a webhook',
  query: noQuery,
  body: webhookDraft,
  repeatable: true,
  example: {
    name: 'Alerts to Slack',
    url: 'https://hooks.slack.com/services/T000/B000/XXXX',
    eventTypes: ['hit.detected', 'system.*'],
    filter: { data: { severity: [{ numeric: ['>=', 3] }] } },
    payload: { format: 'template', template: { text: '*${TITLE}*\n${EVENT_MSG}' } },
  },
  success: { status: 201, description: 'The webhook. Secrets are masked.', body: webhook },
});

export const listWebhooks = operation({
  route: 'GET /v1/spaces/{space}/webhooks',
  operationId: 'listWebhooks',
  summary: 'List the webhooks of a space, oldest first',
  query: pageQuery,
  body: noBody,
  success: {
    status: 200,
    description: 'A page of webhooks with their health. Secrets are masked.',
    body: pageOf(listedWebhook),
  },
});

export const readWebhook = operation({
  route: 'GET /v1/spaces/{space}/webhooks/{webhookId}',
  operationId: 'readWebhook',
  summary: 'Read a webhook',
  query: noQuery,
  body: noBody,
  success: { status: 200, description: 'The webhook. Secrets are masked.', body: webhook },
});

export const changeWebhook = operation({
  route: 'PATCH /v1/spaces/{space}/webhooks/{webhookId}',
  operationId: 'changeWebhook',
  summary: 'Change a webhook',
  description:
    'A JSON merge patch (RFC 7396): null resets a field to its default, except that `secret: null` stops signing, and ' +
    '`disableAfterFailingSeconds: null` means never. A `filter` is replaced as a whole. ' +
    'A new `secret` replaces all older ones at once; rotate the secret instead if both should be active for a time. Another ' +
    '`signature.algorithm` without a `secret` creates a new key, and the previous secrets stay active for a day.',
  query: noQuery,
  body: webhookPatch,
  patch: true,
  conditional: true,
  example: { status: 'paused', headers: { 'X-Api-Key': 'new value', 'X-Old': null } },
  success: { status: 200, description: 'The updated webhook. Secrets are masked.', body: webhook },
});

export const deleteWebhook = operation({
  route: 'DELETE /v1/spaces/{space}/webhooks/{webhookId}',
  operationId: 'deleteWebhook',
  summary: 'Delete a webhook',
  description:
    'Its subscriptions end at once; its notifications and deliveries are removed shortly after. If a rule calls the webhook, the response is a 409, unless `force` is true. With `force` these rules are disabled, and the response lists them.',
  query: z.strictObject({
    force: z
      .enum(['true', 'false'])
      .default('false')
      .meta({ description: 'Whether to disable the rules that call the webhook.' }),
  }),
  body: noBody,
  conditional: true,
  success: { status: 204, description: 'The webhook is deleted.' },
  alternative: {
    status: 200,
    description: 'The webhook is deleted, and these rules are disabled.',
    body: z.object({ disabledRules: z.array(z.object({ id, name: z.string() })) }).meta({ id: 'DisabledRules' }),
  },
});

const publicKey = z.string().meta({
  description: 'The public key for the verification of `ed25519` signatures: `whpk_` and 32 bytes in base64.',
});

const secrets = z
  .object({
    secret: z.string().nullable().meta({
      description:
        'The newest secret; null if the webhook is unsigned or signs with a private key, which is never shown.',
    }),
    publicKey: publicKey.optional(),
    previous: z
      .array(
        z.object({ secret: z.string().optional(), publicKey: publicKey.optional(), expiresAt: timestamp.optional() }),
      )
      .meta({
        description:
          'The previous secrets, active until they expire, newest first. With `sha256` the last one signs `<header>`.',
      }),
  })
  .meta({ id: 'WebhookSecret' });

export const readSecret = operation({
  route: 'GET /v1/spaces/{space}/webhooks/{webhookId}/secret',
  operationId: 'readWebhookSecret',
  summary: 'Read the active signing secrets or public keys, newest first',
  query: noQuery,
  body: noBody,
  success: { status: 200, description: 'The active secrets or public keys.', body: secrets },
});

const maxOverlapSeconds = 30 * 86_400;

export const rotateSecret = operation({
  route: 'POST /v1/spaces/{space}/webhooks/{webhookId}/secret/rotate',
  operationId: 'rotateWebhookSecret',
  summary: 'Rotate the signing secret',
  description:
    'Creates a new secret. The previous secrets stay active until the overlap ends, so that the receiver can switch without ' +
    'refusing requests. With the style `standard`, `webhook-signature` carries a signature with each active secret: give the ' +
    'receiver the new secret, or with `ed25519` the new public key, before the overlap ends. With `sha256`, `<header>` is ' +
    'signed with the oldest active secret, and `<header>-next` has the signatures with newer ones, newest first, separated ' +
    'by spaces. The receiver either compares `<header>` with every secret that is listed here, or it gets the new secret ' +
    'before the overlap ends and accepts a match in either header. If it can do neither, give it the new secret and ' +
    'immediately PATCH the webhook with this `secret`, which ends the older ones; requests refused in between are retried.',
  query: noQuery,
  body: z
    .strictObject({
      overlapSeconds: z
        .int()
        .min(0)
        .max(maxOverlapSeconds)
        .default(defaultOverlapSeconds)
        .meta({ description: 'How long the previous secrets stay active; 0 ends them at once.' }),
    })
    .default({ overlapSeconds: defaultOverlapSeconds })
    .meta({ id: 'SecretRotation' }),
  conditional: true,
  example: { overlapSeconds: 86_400 },
  success: { status: 200, description: 'The active secrets.', body: secrets },
});
