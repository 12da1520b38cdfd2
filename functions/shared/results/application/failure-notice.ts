import { iso } from '../../deliveries/domain/delivery-course.ts';
import type { DeliveryResult, HealthMessage } from '../../lanes/application/ports.ts';
import type { FailureNotice } from '../domain/escalation.ts';
import { maskedUrl } from '../domain/escalation-mail.ts';

/** The owner's notice of a result, if a human must act on it. */
export function failureNotice({ kind, delivery, webhook }: DeliveryResult): FailureNotice | undefined {
  switch (kind) {
    case 'delivery.succeeded':
    case 'delivery.failed':
      return undefined;
    case 'delivery.exhausted':
    case 'execution.failed':
    case 'delivery.blocked':
    case 'webhook.disabled': {
      // The disabling concerns the webhook's own owner, also if a rule's step received the response.
      const execution = kind === 'webhook.disabled' ? undefined : delivery.execution;
      const target = execution
        ? ({ kind: 'rule', id: execution.ruleId, name: execution.ruleName } as const)
        : webhook && ({ kind: 'webhook', id: webhook.id, name: webhook.name } as const);
      if (target === undefined) return undefined;
      const ownerEmail = execution?.ownerEmail ?? webhook?.ownerEmail;
      const error = delivery.attempts.at(-1)?.reason ?? delivery.reason ?? 'unknown';
      return {
        kind,
        space: delivery.space,
        deliveryId: delivery.id,
        ...(delivery.round && { roundId: delivery.round.id }),
        target,
        url: webhook ? maskedUrl(webhook.url) : 'of a webhook that was deleted',
        error,
        ...(ownerEmail !== undefined && { ownerEmail }),
      };
    }
  }
}

/** The owner's notice of a webhook that has failed for long, together with others of its space. */
export function healthNotice({ change, webhook }: HealthMessage): FailureNotice | undefined {
  if (change.kind === 'webhook.recovered') return undefined;
  const { id, name, space, url, ownerEmail } = webhook;
  return {
    kind: change.kind === 'webhook.disabled' ? 'webhook.failed_too_long' : 'webhook.failing',
    space,
    target: { kind: 'space', id: space, name: space },
    webhook: { id, name, failingSince: iso(change.failingSince) },
    url: maskedUrl(url),
    error: change.reason,
    ...(ownerEmail !== undefined && { ownerEmail }),
  };
}
