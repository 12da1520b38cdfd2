import * as z from 'zod';
import { operation } from '../../api/runtime/operation.ts';
import { noBody, noQuery, timestamp } from '../../platform/runtime/fields.ts';
import { defaultOverlapSeconds } from '../application/webhook-secrets.ts';

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
