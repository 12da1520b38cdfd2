import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { Delivery } from '../../../client/src/generated/schema.ts';

type Status = Delivery['status'] | 'not_reached';

const shown: Readonly<Record<Status, readonly [StatusIndicatorProps.Type, string]>> = {
  pending: ['in-progress', 'Pending'],
  retrying: ['warning', 'Retrying'],
  held: ['pending', 'Held'],
  succeeded: ['success', 'Succeeded'],
  failed: ['error', 'Failed'],
  exhausted: ['error', 'Exhausted'],
  discarded: ['stopped', 'Discarded'],
  not_reached: ['pending', 'Not reached'],
};

/** The status of a delivery. */
export function DeliveryStatus({ status }: Readonly<{ status: Status }>) {
  const [type, text] = shown[status];
  return <StatusIndicator type={type}>{text}</StatusIndicator>;
}

/** Whether nothing more is attempted, unless someone asks for it. */
export function hasEnded(status: Delivery['status']): boolean {
  return status !== 'pending' && status !== 'retrying' && status !== 'held';
}

export const deliveryStatuses = [
  'pending',
  'retrying',
  'held',
  'succeeded',
  'failed',
  'exhausted',
  'discarded',
] as const satisfies readonly Delivery['status'][];
