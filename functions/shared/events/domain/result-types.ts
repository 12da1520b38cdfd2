import { changeTypes } from '../../platform/domain/configuration-change.ts';

/** The types that results have on the bus: outcomes of deliveries, and of webhooks whose endpoint fails. */
export const deliveryResultTypes = [
  'delivery.succeeded',
  'delivery.failed',
  'delivery.exhausted',
  'delivery.blocked',
  'execution.failed',
  'webhook.disabled',
  'webhook.failing',
  'webhook.recovered',
] as const;

/** Results of which an owner may be mailed. */
export const escalatedTypes = [
  'delivery.exhausted',
  'delivery.blocked',
  'execution.failed',
  'webhook.disabled',
  'webhook.failing',
] as const satisfies readonly (typeof deliveryResultTypes)[number][];

/** All types that Posthorn itself publishes on the bus: results, and changes of the configuration. */
export const resultTypes = [...deliveryResultTypes, ...changeTypes] as const;

const names: ReadonlySet<string> = new Set(resultTypes);

/** Whether a type is the name of a result. A producer may use the same name for its own event. */
export function isResultType(eventType: string): boolean {
  return names.has(eventType);
}
