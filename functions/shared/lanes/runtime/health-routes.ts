import { type ApiRoute, serve } from '../../api/runtime/serve.ts';
import { ok } from '../../platform/application/outcome.ts';
import * as contract from '../../webhooks/runtime/health-contract.ts';
import { type HealthServices, readHealth } from '../application/read-health.ts';

export const healthRoutes = (services: HealthServices): readonly ApiRoute[] => [
  serve(contract.readHealth, async ({ path }) => {
    const outcome = await readHealth(services, { space: path('space'), webhookId: path('webhookId') });
    return outcome.ok ? ok({ body: outcome.value }) : outcome;
  }),
];
