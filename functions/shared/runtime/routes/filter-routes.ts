import { ok } from '../../application/outcome.ts';
import { testFilter } from '../../domain/event-filter.ts';
import { type Served, serve } from '../api/serve.ts';
import * as contract from '../contract/filters.ts';

export const filterRoutes: readonly Served[] = [
  serve(contract.testFilter, async ({ body: { filter, event } }) => ok({ body: testFilter(filter, event) })),
];
