import * as z from 'zod';
import { acceptEvent } from './events.ts';
import { filter, noQuery } from './fields.ts';
import { operation } from './operation.ts';

export const testFilter = operation({
  route: 'POST /v1/spaces/{space}/filters/test',
  operationId: 'testFilter',
  summary: 'Test whether an event matches a filter',
  description: 'Nothing is saved or sent. The event has the form in which it would be sent.',
  query: noQuery,
  body: z.strictObject({ filter, event: acceptEvent.body }).meta({ id: 'FilterTest' }),
  example: {
    filter: { data: { severity: [{ numeric: ['>=', 3] }] } },
    event: { type: 'hit.detected', data: { severity: 2 } },
  },
  success: {
    status: 200,
    description: 'Whether it matches, and if not, where not.',
    body: z
      .object({
        matches: z.boolean().meta({ description: 'Whether a webhook or rule with this filter would get the event.' }),
        misfits: z.array(z.object({ path: z.string(), message: z.string() })).meta({
          description: 'What of the event does not match; with `$or`, for the alternative that comes nearest.',
        }),
        undecided: z.boolean().meta({
          description: 'The event has too many values for this filter to be decided; such an event is sent.',
        }),
      })
      .meta({ id: 'FilterTestResult' }),
  },
});
