import { changeTypes } from './configuration-change.ts';

/** What became of deliveries, and of webhooks whose endpoint fails, by the types that it has on the bus. */
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

/** Those of which an owner may be mailed. */
export const escalatedTypes = [
  'delivery.exhausted',
  'delivery.blocked',
  'execution.failed',
  'webhook.disabled',
  'webhook.failing',
] as const satisfies readonly (typeof deliveryResultTypes)[number][];

/** All that Posthorn itself tells on the bus: results of deliveries, and changes of the configuration. */
export const resultTypes = [...deliveryResultTypes, ...changeTypes] as const;

const names: ReadonlySet<string> = new Set(resultTypes);

/** Whether a type is the name of a result. A producer may use the same name for an event of its own. */
export function isResultType(eventType: string): boolean {
  return names.has(eventType);
}
