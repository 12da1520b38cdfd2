import { ok } from '../../application/outcome.ts';
import { type HealthServices, readHealth } from '../../application/read-health.ts';
import { type Served, serve } from '../api/serve.ts';
import * as contract from '../contract/health.ts';

export const healthRoutes = (services: HealthServices): readonly Served[] => [
  serve(contract.readHealth, async ({ path }) => {
    const outcome = await readHealth(services, { space: path('space'), webhookId: path('webhookId') });
    return outcome.ok ? ok({ body: outcome.value }) : outcome;
  }),
];
