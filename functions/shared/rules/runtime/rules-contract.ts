import * as z from 'zod';
import { operation } from '../../api/runtime/operation.ts';
import { deleteOperation, listOperation, readOperation } from '../../api/runtime/resource-operations-contract.ts';
import { filter, filterPatch } from '../../events/runtime/event-fields.ts';
import { id, noQuery, timestamp } from '../../platform/runtime/fields.ts';
import { ruleFields, ruleScope } from '../domain/rule.ts';

const path = '/v1/spaces/{space}/rules';

const fields = ruleFields.extend({ trigger: ruleFields.shape.trigger.extend({ filter: filter.optional() }) });

const rule = fields.extend({ id, createdAt: timestamp, updatedAt: timestamp }).meta({ id: 'Rule' });

const { name, ownerEmail, trigger, steps } = fields.shape;

export const ruleDraftPart = ruleFields.partial();

export const createRule = operation({
  route: `POST ${path}`,
  operationId: 'createRule',
  summary: 'Create a rule',
  query: noQuery,
  body: fields.meta({ id: 'RuleDraft' }),
  repeatable: true,
  example: {
    name: 'Tell the owner',
    ownerEmail: 'owner@acme.example',
    trigger: { eventType: 'score.changed', filter: { data: { score: [{ numeric: ['<', 70] }] } } },
    scope: { type: 'portfolio', portfolioId: 'vendors' },
    steps: [{ webhookId: '01JCH5Q2M8Z0V6W3X9Y4T7R1KD' }],
  },
  success: { status: 201, description: 'The rule.', body: rule },
});

export const listRules = listOperation({
  route: `GET ${path}`,
  operationId: 'listRules',
  summary: 'List the rules of a space, oldest first',
  plural: 'rules',
  response: rule,
});

export const readRule = readOperation({
  route: `GET ${path}/{ruleId}`,
  operationId: 'readRule',
  summary: 'Read a rule',
  noun: 'rule',
  response: rule,
});

export const rulePatch = z
  .strictObject({
    name: name.optional(),
    ownerEmail: ownerEmail.optional(),
    trigger: trigger.partial().extend({ filter: filterPatch }).optional(),
    scope: ruleScope.nullish(),
    steps: steps.optional(),
    enabled: z.boolean().nullable().optional(),
  })
  .meta({ id: 'RulePatch' });

export const changeRule = operation({
  route: `PATCH ${path}/{ruleId}`,
  operationId: 'changeRule',
  summary: 'Change a rule',
  description:
    'A JSON merge patch (RFC 7396): null resets a field to its default. Steps, scope and filter are replaced as a whole.',
  query: noQuery,
  body: rulePatch,
  patch: true,
  conditional: true,
  example: { enabled: false },
  success: { status: 200, description: 'The updated rule.', body: rule },
});

export const deleteRule = deleteOperation({
  route: `DELETE ${path}/{ruleId}`,
  operationId: 'deleteRule',
  summary: 'Delete a rule',
  noun: 'rule',
});
