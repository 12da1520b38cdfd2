import * as z from 'zod';
import { defaultOverlapSeconds } from '../../application/webhook-secrets.ts';
import { maxEventTypePatterns } from '../../domain/event-type-patterns.ts';
import { jsonValue } from '../../domain/json.ts';
import { maxSha256SecretLength } from '../../domain/signing-secret.ts';
import { maxUrlLength } from '../../domain/target-url.ts';
import { templatePresets } from '../../domain/template-presets.ts';
import {
  defaultDisableAfterFailingSeconds,
  defaultRetrySchedule,
  defaultSignature,
  defaultTimeouts,
  httpMethods,
  signatureAlgorithms,
  webhookKinds,
  webhookStatuses,
} from '../../domain/webhook.ts';
import {
  email,
  eventTypePattern,
  filter,
  filterPatch,
  id,
  name,
  noBody,
  noQuery,
  pageOf,
  pageQuery,
  timestamp,
} from './fields.ts';
import { shownHealth } from './health.ts';
import { operation } from './operation.ts';

/** A chain of certificates fits several times over, and the whole webhook fits one item (DynamoDB quota: 400 KB). */
const maxPemLength = 32_768;
/** Product contract: the last retry is never later than 36 hours after the first attempt. */
const maxRetrySeconds = 36 * 60 * 60;
const maxRetries = 5;
/** An endpoint that restarts or is moved is not switched off for it, and one that is dead not after more than a month. */
const disableAfterSeconds = { least: 3_600, most: 30 * 86_400 };

const url = z
  .string()
  .max(maxUrlLength)
  .meta({
    description: 'Where deliveries go: https, on the public internet.',
    examples: ['https://example.com/hooks'],
  });

const pem = z.string().max(maxPemLength);

const template = jsonValue.default(templatePresets.default).meta({
  description:
    'Any JSON; its strings may hold `${ID}`, `${DATE}`, `${TYPE}`, `${TITLE}`, `${EVENT_MSG}` and `${DATA.path.to.value}`. ' +
    'The examples are the default, one for Slack and one for Datadog: copy and change them.',
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
      'Standard Webhooks 1.0, or `sha256=<hex HMAC of the body>` in a header of your choice. The names `<header>` and ' +
      '`<header>-next` are then taken. With the algorithm `ed25519` the receiver verifies with a public key, and holds ' +
      'nothing to sign with.',
  });

const headerName = z.string().min(1).max(100);
const headerValue = z.string().max(16_384);
const connectSeconds = z.int().min(1).max(20);
const requestSeconds = z.int().min(1).max(15);

/** What can be settled, each by itself; a draft adds the defaults, a patch the nulls. */
const settings = {
  description: z.string().max(1_000),
  kind: z.enum(webhookKinds).meta({ description: 'Sets what counts as success.' }),
  method: z.enum(httpMethods),
  eventTypes: z
    .array(eventTypePattern)
    .max(
      maxEventTypePatterns,
      `must have at most ${maxEventTypePatterns} items: join several by a wildcard, or add a webhook`,
    )
    .meta({
      description:
        "What is sent. None chosen means nothing is sent. Posthorn's own results, such as `delivery.exhausted`, are sent " +
        'only to who names them: a wildcard does not mean them.',
    }),
  status: z.enum(webhookStatuses).meta({
    description: '`paused` holds deliveries until it is enabled again; `disabled` records them as discarded.',
  }),
  retrySchedule: z
    .array(z.int().min(1).max(maxRetrySeconds))
    .max(maxRetries)
    .meta({ description: 'Seconds after the first attempt at which each retry falls due.' }),
  rateLimit: z
    .strictObject({ perSecond: z.int().min(1).max(1_000) })
    .meta({ description: 'Most requests a second; what is beyond waits, and uses up no attempt.' }),
  ownerEmail: email.meta({ description: "Who is mailed when deliveries fail; by default the space's owner." }),
  disableAfterFailingSeconds: z
    .int()
    .min(disableAfterSeconds.least)
    .max(disableAfterSeconds.most)
    .nullable()
    .meta({
      description:
        'The webhook is disabled when it has done nothing but fail for so long, in at least two deliveries; null means ' +
        'never. Time in which it is paused does not count, and a new `url` starts anew.',
    }),
};

/** Printable ASCII (RFC 6749, appendix A), so that it fits the form of a request for a token. */
const credential = z
  .string()
  .min(1)
  .max(512)
  .regex(/^[ -~]*$/, 'must be printable ASCII');

const authFields = {
  type: z.literal('oauth2'),
  tokenUrl: url.meta({ description: 'Where tokens come from: https, on the public internet.' }),
  clientId: credential,
  clientSecret: credential.meta({ description: 'Shown masked.' }),
  scope: credential,
  audience: credential,
  caCertificate: pem.meta({ description: 'PEM: an own authority of the token endpoint.' }),
};

const authDescription =
  'An access token goes along as `Authorization: Bearer`, fetched by client credentials (OAuth 2.0, RFC 6749, section 4.4), ' +
  'kept until shortly before its end, and fetched anew once after a 401.';

const headersDescription =
  'Sent along; values are shown masked. `***` keeps the value that is there. Where the endpoint repeats a value of 8 or ' +
  'more characters in its answer, `***` takes its place in all that is made of the answer.';
const tlsDescription = 'PEM: an own authority to trust, and a client certificate with its key.';
const timeoutsDescription = 'Two clocks: DNS, TCP and TLS; and from the first byte written to the last one read.';

/** The settings as a webhook has them, with the defaults of what was not said. */
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
    'A secret, or for `ed25519` a private key (`whsk_…`). Made when left out; null means unsigned. Shown masked.',
});

/** What a manager sends; also what a merge patch must come to. */
export const webhookDraft = z.strictObject({ ...complete, secret }).meta({ id: 'WebhookDraft' });

export const webhookDraftPart = webhookDraft.partial();

/** A merge patch: null takes a field back to its default, objects are merged. */
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
  success: { status: 201, description: 'The webhook, secrets masked.', body: webhook },
});

export const listWebhooks = operation({
  route: 'GET /v1/spaces/{space}/webhooks',
  operationId: 'listWebhooks',
  summary: 'List the webhooks of a space, oldest first',
  query: pageQuery,
  body: noBody,
  success: {
    status: 200,
    description: 'A page of webhooks with their health, secrets masked.',
    body: pageOf(listedWebhook),
  },
});

export const readWebhook = operation({
  route: 'GET /v1/spaces/{space}/webhooks/{webhookId}',
  operationId: 'readWebhook',
  summary: 'Read a webhook',
  query: noQuery,
  body: noBody,
  success: { status: 200, description: 'The webhook, secrets masked.', body: webhook },
});

export const changeWebhook = operation({
  route: 'PATCH /v1/spaces/{space}/webhooks/{webhookId}',
  operationId: 'changeWebhook',
  summary: 'Change a webhook',
  description:
    'A JSON merge patch (RFC 7396): null takes a field back to its default, but `secret: null` stops signing, and ' +
    '`disableAfterFailingSeconds: null` means never. A `filter` ' +
    'is replaced as a whole. ' +
    'A new `secret` replaces all older ones at once; rotate it to have both sign for a while. Another ' +
    '`signature.algorithm` without a `secret` makes a new key, and the secrets before it sign on for a day.',
  query: noQuery,
  body: webhookPatch,
  patch: true,
  conditional: true,
  example: { status: 'paused', headers: { 'X-Api-Key': 'new value', 'X-Old': null } },
  success: { status: 200, description: 'The webhook as it is now, secrets masked.', body: webhook },
});

export const deleteWebhook = operation({
  route: 'DELETE /v1/spaces/{space}/webhooks/{webhookId}',
  operationId: 'deleteWebhook',
  summary: 'Delete a webhook for good',
  description:
    'Its subscriptions end at once; its notifications and deliveries are cleared away shortly after. While a rule calls it, the answer is a 409, unless `force` is true: then such rules are disabled, and the answer names them.',
  query: z.strictObject({
    force: z.enum(['true', 'false']).default('false').meta({ description: 'Disable the rules that call it.' }),
  }),
  body: noBody,
  conditional: true,
  success: { status: 204, description: 'The webhook is gone.' },
  alternative: {
    status: 200,
    description: 'The webhook is gone, and these rules were disabled.',
    body: z.object({ disabledRules: z.array(z.object({ id, name: z.string() })) }).meta({ id: 'DisabledRules' }),
  },
});

const publicKey = z
  .string()
  .meta({ description: 'What receivers verify `ed25519` signatures with: `whpk_` and 32 bytes in base64.' });

const secrets = z
  .object({
    secret: z.string().nullable().meta({
      description:
        'The newest secret; null when the webhook is unsigned, or signs with a private key, which nobody is shown.',
    }),
    publicKey: publicKey.optional(),
    previous: z
      .array(
        z.object({ secret: z.string().optional(), publicKey: publicKey.optional(), expiresAt: timestamp.optional() }),
      )
      .meta({
        description:
          'Those that sign as well until they expire, newest first. With `sha256` the last one signs in the header that receivers know.',
      }),
  })
  .meta({ id: 'WebhookSecret' });

export const readSecret = operation({
  route: 'GET /v1/spaces/{space}/webhooks/{webhookId}/secret',
  operationId: 'readWebhookSecret',
  summary: 'Read the secrets or public keys of what signs now, newest first',
  query: noQuery,
  body: noBody,
  success: { status: 200, description: 'The secrets.', body: secrets },
});

const maxOverlapSeconds = 30 * 86_400;

export const rotateSecret = operation({
  route: 'POST /v1/spaces/{space}/webhooks/{webhookId}/secret/rotate',
  operationId: 'rotateWebhookSecret',
  summary: 'Make a new signing secret',
  description:
    'The secrets before it sign as well until the overlap ends, so that a receiver can change over and refuse nothing. ' +
    'With the style `standard`, `webhook-signature` carries a signature by each: give the receiver the new secret, or with ' +
    '`ed25519` the new public key, before the overlap ends. With `sha256`, the header that receivers know keeps the oldest secret until it expires; ' +
    '`<header>-next` carries the signatures by newer ones, newest first, separated by spaces. A receiver compares the ' +
    'header with every secret that is listed here, or it takes the new secret in time and accepts a match in either ' +
    'header. One that can do neither is given the new secret, and at once a PATCH of the webhook with this `secret` ends ' +
    'the older ones; what it refuses in between is tried again.',
  query: noQuery,
  body: z
    .strictObject({
      overlapSeconds: z
        .int()
        .min(0)
        .max(maxOverlapSeconds)
        .default(defaultOverlapSeconds)
        .meta({ description: 'How long the secrets before sign on; 0 ends them at once.' }),
    })
    .default({ overlapSeconds: defaultOverlapSeconds })
    .meta({ id: 'SecretRotation' }),
  conditional: true,
  example: { overlapSeconds: 86_400 },
  success: { status: 200, description: 'The secrets as they are now.', body: secrets },
});
