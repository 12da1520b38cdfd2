import * as z from 'zod';
import { operation } from '../../api/runtime/operation.ts';
import { noQuery } from '../../platform/runtime/fields.ts';
import { filter } from './event-fields.ts';
import { acceptEvent } from './events-contract.ts';

export const testFilter = operation({
  route: 'POST /v1/spaces/{space}/filters/test',
  operationId: 'testFilter',
  summary: 'Test whether an event matches a filter',
  description: 'Nothing is saved or sent. The event has the same form as in a request to send it.',
  query: noQuery,
  body: z.strictObject({ filter, event: acceptEvent.body }).meta({ id: 'FilterTest' }),
  example: {
    filter: { data: { severity: [{ numeric: ['>=', 3] }] } },
    event: { type: 'hit.detected', data: { severity: 2 } },
  },
  success: {
    status: 200,
    description: 'Whether the event matches, and if not, which fields do not match.',
    body: z
      .object({
        matches: z
          .boolean()
          .meta({ description: 'Whether a webhook or rule with this filter would receive the event.' }),
        misfits: z.array(z.object({ path: z.string(), message: z.string() })).meta({
          description: 'The fields that do not match; with `$or`, those of the alternative that matches best.',
        }),
        undecided: z.boolean().meta({
          description: 'True if the event has too many values to evaluate this filter. Such an event is sent.',
        }),
      })
      .meta({ id: 'FilterTestResult' }),
  },
});
