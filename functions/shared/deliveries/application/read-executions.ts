import { notFound, type Outcome, ok } from '../../platform/application/outcome.ts';
import type { Clock } from '../../platform/application/ports.ts';
import type { WebhookConfiguration } from '../../webhooks/application/ports.ts';
import type { Delivery, DeliveryStatus } from '../domain/delivery.ts';
import { recordedAs, shownDelivery } from '../domain/shown-delivery.ts';
import { gatherDeliveries } from './gather-deliveries.ts';
import type { DeliveryPage, DeliveryQuery, DeliveryStore } from './ports.ts';

export type ReadExecutionPorts = Readonly<{
  configuration: WebhookConfiguration;
  deliveries: DeliveryStore;
  clock: Clock;
}>;

type ListQuery = Omit<DeliveryQuery, 'webhookId' | 'ruleId' | 'statuses'> &
  Readonly<{ status?: DeliveryStatus | undefined }>;

/** Lists a rule's executions, newest first; if a filter skips many, the next page has the rest. */
export async function listExecutions(
  ports: ReadExecutionPorts,
  { ruleId, query: { status, ...query } }: Readonly<{ ruleId: string; query: ListQuery }>,
): Promise<DeliveryPage> {
  // Whether one is held depends on its present step's webhook, so that the filter is applied to the shown status.
  const statuses = status && [...new Set([...recordedAs(status, 'paused'), ...recordedAs(status, 'enabled')])];
  return gatherDeliveries({ ...query, clock: ports.clock }, async (part) => {
    const { deliveries, next } = await ports.deliveries.list({ ...query, ...part, statuses, ruleId });
    const shown = await shownExecutions(ports, deliveries);
    return { deliveries: shown.filter((execution) => status === undefined || execution.status === status), next };
  });
}

export async function readExecution(
  ports: ReadExecutionPorts,
  { ruleId, executionId }: Readonly<{ ruleId: string; executionId: string }>,
): Promise<Outcome<Delivery>> {
  const found = await ports.deliveries.find([{ ruleId, deliveryId: executionId }]);
  const [execution] = await shownExecutions(ports, found);
  return execution === undefined ? notFound('execution') : ok(execution);
}

/** As users see them: whether one is held is read from the webhook of its present step. */
async function shownExecutions({ configuration }: ReadExecutionPorts, executions: readonly Delivery[]) {
  const webhooks = new Map(executions.map(({ space, webhookId }) => [webhookId, { space, webhookId }]));
  const statuses = new Map(
    await Promise.all(
      [...webhooks].map(async ([id, ref]) => [id, (await configuration.read(ref))?.status ?? 'enabled'] as const),
    ),
  );
  return executions.map((execution) => shownDelivery(execution, statuses.get(execution.webhookId) ?? 'enabled'));
}
