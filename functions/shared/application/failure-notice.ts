import type { FailureNotice } from '../domain/escalation.ts';
import { maskedUrl } from '../domain/escalation-mail.ts';
import type { DeliveryResult } from './ports/delivery-results.ts';

/** What the owner hears of a result, if it is one that a human must act on. */
export function failureNotice({ kind, delivery, webhook }: DeliveryResult): FailureNotice | undefined {
  switch (kind) {
    case 'delivery.succeeded':
    case 'delivery.failed':
      return undefined;
    case 'delivery.exhausted':
    case 'execution.failed':
    case 'delivery.blocked':
    case 'webhook.disabled': {
      // That a webhook is disabled is its own owner's matter, whichever rule's step was told so.
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
