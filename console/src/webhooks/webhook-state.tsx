import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { WebhookHealthSummary } from '../../../client/src/generated/schema.ts';
import { When } from '../parts/when.tsx';

const shown: Readonly<Record<WebhookHealthSummary['status'], readonly [StatusIndicatorProps.Type, string]>> = {
  healthy: ['success', 'Healthy'],
  failing: ['warning', 'Failing'],
  circuit_open: ['error', 'Not answering'],
  paused: ['pending', 'Paused'],
  disabled: ['stopped', 'Disabled'],
};

/** How a webhook is doing, at a glance. */
export function WebhookState({ health }: Readonly<{ health: WebhookHealthSummary }>) {
  const [type, text] = shown[health.status];
  return (
    <>
      <StatusIndicator type={type}>{text}</StatusIndicator>
      {health.failingSince !== undefined && (
        <div>
          since <When at={health.failingSince} />
        </div>
      )}
    </>
  );
}
