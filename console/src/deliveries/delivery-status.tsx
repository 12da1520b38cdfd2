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

/** What has become of a delivery. */
export function DeliveryStatus({ status }: Readonly<{ status: Status }>) {
  const [type, text] = shown[status];
  return <StatusIndicator type={type}>{text}</StatusIndicator>;
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
