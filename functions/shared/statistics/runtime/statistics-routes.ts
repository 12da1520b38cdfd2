import { type ApiResponse, type ApiRoute, serve } from '../../api/runtime/serve.ts';
import { type Outcome, ok } from '../../platform/application/outcome.ts';
import { type ReadStatisticsPorts, readStatistics, type Statistics } from '../application/read-statistics.ts';
import * as contract from './statistics-contract.ts';

export const statisticsRoutes = (ports: ReadStatisticsPorts): readonly ApiRoute[] => [
  serve(contract.readStatistics, async ({ path, query }) =>
    reply(await readStatistics(ports, { space: path('space'), webhookId: path('webhookId'), ...query })),
  ),
  serve(contract.readSpaceStatistics, async ({ path, query }) =>
    reply(await readStatistics(ports, { space: path('space'), ...query })),
  ),
];

const reply = (outcome: Outcome<Statistics>): Outcome<ApiResponse> =>
  outcome.ok ? ok({ body: outcome.value }) : outcome;
