import {
  defaultRetrySchedule,
  defaultTimeouts,
  type Webhook,
} from '../../../functions/shared/webhooks/domain/webhook.ts';

/** A webhook like most; say only what matters to the test. */
export function aWebhook(changes: Partial<Webhook> = {}): Webhook {
  return {
    id: 'wh_1',
    space: 'acme',
    name: 'Alerts',
    description: '',
    kind: 'notification',
    url: 'https://hooks.example.com/in',
    method: 'POST',
    headers: {},
    eventTypes: ['*'],
    status: 'enabled',
    payload: { format: 'standard' },
    secrets: [],
    signature: { style: 'standard', algorithm: 'hmac-sha256' },
    tls: {},
    timeouts: defaultTimeouts,
    retrySchedule: defaultRetrySchedule,
    disableAfterFailingSeconds: 432_000,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    version: 1,
    ...changes,
  };
}
