import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { Delivery } from '../../../client/src/generated/schema.ts';

/** All statuses of the API: this does not compile if one is missing. */
const ofDeliveries: Readonly<Record<Delivery['status'], readonly [StatusIndicatorProps.Type, string]>> = {
  pending: ['in-progress', 'Pending'],
  retrying: ['warning', 'Retrying'],
  held: ['pending', 'Held'],
  succeeded: ['success', 'Succeeded'],
  failed: ['error', 'Failed'],
  exhausted: ['error', 'Exhausted'],
  discarded: ['stopped', 'Discarded'],
};

const shown = { ...ofDeliveries, not_reached: ['pending', 'Not reached'] } as const;

/** The statuses to choose from, with their labels. */
export const statusOptions = Object.entries(ofDeliveries).map(([value, [, label]]) => ({ value, label }));

/** The label of a status. */
export function labelOf(status: Delivery['status']): string {
  const [, label] = ofDeliveries[status];
  return label;
}

/** The status of a delivery. */
export function DeliveryStatus({ status }: Readonly<{ status: keyof typeof shown }>) {
  const [type, text] = shown[status];
  return <StatusIndicator type={type}>{text}</StatusIndicator>;
}
