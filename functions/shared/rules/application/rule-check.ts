import type { FieldError } from '../../platform/application/outcome.ts';
import type { WebhookRef } from '../../platform/domain/webhook-ref.ts';
import type { RuleFields } from '../domain/rule.ts';

export type WebhookFinder = Readonly<{ exists(ref: WebhookRef): Promise<boolean> }>;

/** The steps whose webhooks do not exist. If one is deleted later, its step fails when the rule runs. */
export async function ruleErrors(
  webhooks: WebhookFinder,
  { space, steps = [] }: Readonly<{ space: string; steps?: RuleFields['steps'] | undefined }>,
): Promise<readonly FieldError[]> {
  const ids = [...new Set(steps.map(({ webhookId }) => webhookId))];
  const there = await Promise.all(ids.map((webhookId) => webhooks.exists({ space, webhookId })));
  const missing = new Set(ids.filter((_, index) => !there[index]));
  return steps.flatMap(({ webhookId }, index) =>
    missing.has(webhookId)
      ? [{ path: `steps.${index}.webhookId`, message: 'is not the id of a webhook of this space' }]
      : [],
  );
}
