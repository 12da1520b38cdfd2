import { type ApiRoute, serve } from '../../api/runtime/serve.ts';
import { ok } from '../../platform/application/outcome.ts';
import { testFilter } from '../domain/event-filter.ts';
import * as contract from './filters-contract.ts';

export const filterRoutes: readonly ApiRoute[] = [
  serve(contract.testFilter, async ({ body: { filter, event } }) => ok({ body: testFilter(filter, event) })),
];
