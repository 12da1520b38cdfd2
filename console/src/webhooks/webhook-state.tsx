import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Webhook } from '../../../client/src/generated/schema.ts';

/** How a webhook is, at a glance. */
export function WebhookState({ webhook }: Readonly<{ webhook: Webhook }>) {
  switch (webhook.status) {
    case 'enabled':
      return <StatusIndicator type="success">Enabled</StatusIndicator>;
    case 'paused':
      return <StatusIndicator type="pending">Paused</StatusIndicator>;
    case 'disabled':
      return <StatusIndicator type="stopped">Disabled</StatusIndicator>;
  }
}
