import type { Event } from '../../events/domain/event.ts';
import type { OutgoingRequest } from '../../https/domain/http-request.ts';
import { formatJsonPath } from '../../platform/domain/json-path.ts';
import { type NotificationTexts, renderPayload } from '../../webhooks/domain/payload.ts';
import { signatureHeaders } from '../../webhooks/domain/signature.ts';
import type { Webhook } from '../../webhooks/domain/webhook.ts';
import { renderStep, type StepContent } from './rule-step-body.ts';

/** The content of a request: an event in the webhook's format, or the progress of a rule's execution. */
export type Content =
  | Readonly<{ kind: 'event'; event: Event; texts?: NotificationTexts | undefined }>
  | Readonly<{ kind: 'rule_step'; step: StepContent }>;

export type BuiltRequest =
  | Readonly<{ kind: 'built'; request: OutgoingRequest }>
  /** The body that the webhook's template makes of this event is larger than may be sent. */
  | Readonly<{ kind: 'too_large'; reason: string }>;

export type RequestParts = Readonly<{
  webhook: Webhook;
  content: Content;
  deliveryId: string;
  attemptAt: Date;
  /** Posthorn's version, sent in `user-agent`. */
  version: string;
}>;

/** Makes the request for one attempt. Each attempt is signed anew, since time and body may differ. */
export function buildRequest({ webhook, content, deliveryId, attemptAt, version }: RequestParts): BuiltRequest {
  const payload = renderContent(webhook, content, attemptAt);
  if (payload.kind === 'too_large') return payload;
  const body = new TextEncoder().encode(payload.json);
  const { secrets, signature: settings } = webhook;
  const headers = {
    ...(asksForAFormat(webhook) ? {} : { accept: '*/*' }),
    ...webhook.headers,
    'content-type': 'application/json',
    'user-agent': `Posthorn/${version}`,
    ...signatureHeaders({ settings, secrets, deliveryId, attemptAt, body }),
  };
  const { id: webhookId, url, method, tls, timeouts } = webhook;
  return { kind: 'built', request: { webhookId, url, method, headers, body, tls, timeouts } };
}

function asksForAFormat({ headers }: Webhook): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() === 'accept');
}

function renderContent(webhook: Webhook, content: Content, attemptAt: Date) {
  switch (content.kind) {
    case 'rule_step':
      return { kind: 'payload', json: renderStep(content.step, attemptAt) } as const;
    case 'event': {
      const payload = renderPayload({ settings: webhook.payload, event: content.event, texts: content.texts });
      if (payload.kind === 'payload') return payload;
      const reason = `The template makes more than 1 MiB of this event, passing it at ${formatJsonPath(payload.path)}; make it smaller.`;
      return { kind: 'too_large', reason } as const;
    }
  }
}
