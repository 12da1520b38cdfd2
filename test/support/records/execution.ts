import type { Delivery } from '../../../functions/shared/deliveries/domain/delivery.ts';
import type { Execution } from '../../../functions/shared/deliveries/domain/execution.ts';
import type { RuleFields } from '../../../functions/shared/rules/domain/rule.ts';
import { aDelivery } from './delivery.ts';

/** A rule of two steps; say only what matters to the test. */
export function aRule(changes: Partial<RuleFields> = {}): RuleFields {
  return {
    name: 'Tell the vendor',
    ownerEmail: 'vera@acme.example',
    trigger: { eventType: 'hit.detected' },
    scope: null,
    steps: [{ webhookId: 'wh_1' }, { webhookId: 'wh_2' }],
    enabled: true,
    ...changes,
  };
}

/** What a rule of two steps makes of a delivery that has not been attempted yet. */
export function anExecution({
  execution,
  ...changes
}: Partial<Omit<Delivery, 'execution'>> & Readonly<{ execution?: Partial<Execution> }> = {}) {
  const delivery = aDelivery({ status: 'pending', attempts: [], ...changes });
  return {
    ...delivery,
    execution: {
      ruleId: 'rule_1',
      ruleName: 'Tell the vendor',
      ownerEmail: 'vera@acme.example',
      steps: [{ webhookId: 'wh_1' }, { webhookId: 'wh_2' }],
      step: 0,
      stepStartedAt: delivery.createdAt,
      attemptsBefore: 0,
      responseNames: [],
      ...execution,
    },
  };
}
