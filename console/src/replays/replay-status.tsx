import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Replay } from '../../../client/src/generated/schema.ts';

/** The status of a replay. */
export function ReplayStatus({ replay }: Readonly<{ replay: Replay }>) {
  switch (replay.status) {
    case 'running':
      return <StatusIndicator type="in-progress">{replay.dryRun ? 'Counting' : 'Running'}</StatusIndicator>;
    case 'completed':
      return <StatusIndicator type="success">{replay.dryRun ? 'Counted' : 'Completed'}</StatusIndicator>;
    case 'cancelled':
      return <StatusIndicator type="stopped">Cancelled</StatusIndicator>;
  }
}
