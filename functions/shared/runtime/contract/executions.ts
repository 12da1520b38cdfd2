import * as z from 'zod';
import { attemptSchema } from '../../domain/delivery.ts';
import { eventTypeName, ownEventId } from '../../domain/event.ts';
import { maxKeptAttempts } from '../../domain/kept-attempts.ts';
import { attemptCount, listQuery, status } from './deliveries.ts';
import { id, noBody, noQuery, pageOf, timestamp } from './fields.ts';
import { operation } from './operation.ts';

const path = '/v1/spaces/{space}/rules/{ruleId}/executions';

const step = z.object({
  webhookId: id,
  status: z.union([status, z.literal('not_reached')]).meta({
    description: '`succeeded` for a step that is done, the status of the execution for the one it is at.',
  }),
  attempts: z.array(attemptSchema.omit({ step: true, webhookId: true })),
});

const execution = z
  .object({
    id,
    ruleId: id,
    ruleName: z.string().meta({ description: 'What the rule was called when the execution began.' }),
    eventId: ownEventId,
    eventType: eventTypeName,
    status,
    createdAt: timestamp,
    updatedAt: timestamp,
    attemptCount,
    steps: z.array(step).meta({
      description: `As they were when the execution began, each with its attempts: of all steps together, the first and the latest ones, ${maxKeptAttempts} at most.`,
    }),
    reason: z.string().optional().meta({ description: 'Why it ended or waits, when no attempt says it.' }),
    nextAttemptAt: timestamp.optional(),
  })
  .meta({ id: 'Execution' });

export const listExecutions = operation({
  route: `GET ${path}`,
  operationId: 'listExecutions',
  summary: 'List the executions of a rule, newest first',
  description: 'With filters a page may be short, or empty, though more follow: go on while there is a `next`.',
  query: listQuery,
  body: noBody,
  success: { status: 200, description: 'A page of executions.', body: pageOf(execution) },
});

export const readExecution = operation({
  route: `GET ${path}/{executionId}`,
  operationId: 'readExecution',
  summary: "Read an execution with each step's attempts",
  query: noQuery,
  body: noBody,
  success: { status: 200, description: 'The execution.', body: execution },
});

export const retryExecution = operation({
  route: `POST ${path}/{executionId}/retry`,
  operationId: 'retryExecution',
  summary: 'Go on with an execution from the step that failed, now',
  description:
    'Earlier steps are not called again. With the same `Idempotency-Key` twice it is attempted once. While it goes on, once it succeeded, or while the webhook is paused or disabled, the answer is a 409.',
  query: noQuery,
  body: noBody,
  repeatable: true,
  success: { status: 202, description: 'The execution, on its way again.', body: execution },
});
