import { readCursor } from '../../api/runtime/paging.ts';
import { type ApiResponse, type ApiRoute, serve } from '../../api/runtime/serve.ts';
import { type Outcome, ok } from '../../platform/application/outcome.ts';
import { listExecutions, type ReadExecutionPorts, readExecution } from '../application/read-executions.ts';
import type { Attempt, Delivery } from '../domain/delivery.ts';
import { attemptCount } from '../domain/stored-attempts.ts';
import { searchedPageBody } from './delivery-routes.ts';
import * as contract from './executions-contract.ts';

export const executionRoutes = (ports: ReadExecutionPorts): readonly ApiRoute[] => [
  serve(contract.listExecutions, async ({ path, query }): Promise<Outcome<ApiResponse>> => {
    const ref = { space: path('space'), ruleId: path('ruleId') };
    const { limit, cursor, status, ...filter } = query;
    const list = `executions of ${JSON.stringify([ref, status, filter])}`;
    const position = readCursor(list, cursor);
    if (!position.ok) return position;
    const { deliveries: items, next } = await listExecutions(ports, {
      ruleId: ref.ruleId,
      query: { limit, after: position.value, status, ...filter },
    });
    return ok({ body: searchedPageBody<Delivery>(list, { page: { items, next }, view: executionView }) });
  }),
  serve(contract.readExecution, async ({ path }): Promise<Outcome<ApiResponse>> => {
    const ref = { ruleId: path('ruleId'), executionId: path('executionId') };
    const outcome = await readExecution(ports, ref);
    return outcome.ok ? ok({ body: executionView(outcome.value) }) : outcome;
  }),
];

/** An execution as the API shows it: each step with its outcome. */
export function executionView({ execution, attempts, status, ...delivery }: Delivery) {
  const { id, eventId, eventType, createdAt, updatedAt, reason, nextAttemptAt } = delivery;
  const { ruleId, ruleName, steps = [], step: present = 0 } = execution ?? {};
  return {
    id,
    ruleId,
    ruleName,
    eventId,
    eventType,
    status,
    createdAt,
    updatedAt,
    attemptCount: attemptCount({ attempts }),
    steps: steps.map(({ webhookId }, index) => ({
      webhookId,
      status: index < present ? 'succeeded' : index === present ? status : 'not_reached',
      attempts: attempts.filter(({ step }) => step === index + 1).map(attemptView),
    })),
    reason,
    nextAttemptAt,
  };
}

function attemptView({ step: _step, webhookId: _webhookId, ...attempt }: Attempt) {
  return attempt;
}
