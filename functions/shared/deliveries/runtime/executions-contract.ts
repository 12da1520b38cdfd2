import * as z from 'zod';
import { operation } from '../../api/runtime/operation.ts';
import { readOperation } from '../../api/runtime/resource-operations-contract.ts';
import { eventTypeName, ownEventId } from '../../platform/domain/resource-ids.ts';
import { id, noBody, noQuery, timestamp } from '../../platform/runtime/fields.ts';
import { attemptSchema } from '../domain/delivery.ts';
import { maxStoredAttempts } from '../domain/stored-attempts.ts';
import { attemptCount, listQuery, searchedPageOf, status } from './deliveries-contract.ts';

const path = '/v1/spaces/{space}/rules/{ruleId}/executions';

const step = z.object({
  webhookId: id,
  status: z.union([status, z.literal('not_reached')]).meta({
    description:
      '`succeeded` for a completed step, `not_reached` for a later one; for the current step, the status of the execution.',
  }),
  attempts: z.array(attemptSchema.omit({ step: true, webhookId: true })),
});

const execution = z
  .object({
    id,
    ruleId: id,
    ruleName: z.string().meta({ description: 'The name of the rule when the execution started.' }),
    eventId: ownEventId,
    eventType: eventTypeName,
    status,
    createdAt: timestamp,
    updatedAt: timestamp,
    attemptCount,
    steps: z.array(step).meta({
      description: `The steps as configured when the execution started, each with its attempts. Of the attempts of all steps together, the first and the latest are listed, ${maxStoredAttempts} at most.`,
    }),
    reason: z
      .string()
      .optional()
      .meta({ description: 'Why the execution ended or waits, if no attempt shows the reason.' }),
    nextAttemptAt: timestamp.optional(),
  })
  .meta({ id: 'Execution' });

export const listExecutions = operation({
  route: `GET ${path}`,
  operationId: 'listExecutions',
  summary: 'List the executions of a rule, newest first',
  description:
    'With filters, a page can have few or no items although more pages follow: continue until `next` is null.',
  query: listQuery,
  body: noBody,
  success: { status: 200, description: 'A page of executions.', body: searchedPageOf(execution) },
});

export const readExecution = readOperation({
  route: `GET ${path}/{executionId}`,
  operationId: 'readExecution',
  summary: 'Read an execution with the attempts of each step',
  noun: 'execution',
  response: execution,
});

export const retryExecution = operation({
  route: `POST ${path}/{executionId}/retry`,
  operationId: 'retryExecution',
  summary: 'Retry an execution from the failed step',
  description:
    'Attempts the failed step immediately; earlier steps are not called again. Two requests with the same `Idempotency-Key` make one attempt. If the execution is in progress or has succeeded, or if the webhook is paused or disabled, the response is a 409.',
  query: noQuery,
  body: noBody,
  repeatable: true,
  success: { status: 202, description: 'The execution, in progress again.', body: execution },
});
