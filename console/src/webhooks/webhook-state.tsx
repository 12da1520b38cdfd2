import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { WebhookHealthSummary } from '../../../client/src/generated/schema.ts';
import { When } from '../parts/when.tsx';

const shown: Readonly<Record<WebhookHealthSummary['status'], readonly [StatusIndicatorProps.Type, string]>> = {
  healthy: ['success', 'Healthy'],
  failing: ['warning', 'Failing'],
  circuit_open: ['error', 'Circuit open'],
  paused: ['pending', 'Paused'],
  disabled: ['stopped', 'Disabled'],
};

/** The status of a webhook's health. */
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
