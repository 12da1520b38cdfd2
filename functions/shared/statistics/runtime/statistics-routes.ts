import { type ApiResponse, type ApiRoute, serve } from '../../api/runtime/serve.ts';
import { type Outcome, ok } from '../../platform/application/outcome.ts';
import { type ReadStatisticsServices, readStatistics, type Statistics } from '../application/read-statistics.ts';
import * as contract from './statistics-contract.ts';

export const statisticsRoutes = (services: ReadStatisticsServices): readonly ApiRoute[] => [
  serve(contract.readStatistics, async ({ path, query }) =>
    reply(await readStatistics(services, { space: path('space'), webhookId: path('webhookId'), ...query })),
  ),
  serve(contract.readSpaceStatistics, async ({ path, query }) =>
    reply(await readStatistics(services, { space: path('space'), ...query })),
  ),
];

const reply = (outcome: Outcome<Statistics>): Outcome<ApiResponse> =>
  outcome.ok ? ok({ body: outcome.value }) : outcome;
