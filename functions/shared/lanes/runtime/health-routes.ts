import { type ApiRoute, serve } from '../../api/runtime/serve.ts';
import { ok } from '../../platform/application/outcome.ts';
import * as contract from '../../webhooks/runtime/health-contract.ts';
import { type HealthPorts, readHealth } from '../application/read-health.ts';

export const healthRoutes = (ports: HealthPorts): readonly ApiRoute[] => [
  serve(contract.readHealth, async ({ path }) => {
    const outcome = await readHealth(ports, { space: path('space'), webhookId: path('webhookId') });
    return outcome.ok ? ok({ body: outcome.value }) : outcome;
  }),
];
