import { Duration } from 'aws-cdk-lib';
import { Archive, type IEventBus, Match } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { resultSource } from '../../functions/shared/platform/domain/result-source.ts';
import type { StageSettings } from '../stage-settings.ts';
import { encryptionKey } from './encryption-key.ts';
import { removalPolicyOf } from './removal.ts';

export type EventArchiveProps = Readonly<{ settings: StageSettings; bus: IEventBus; days: number }>;

/**
 * Archives producers' events, so that they can be replayed after the table was restored to an earlier time. Posthorn's
 * own results are not archived: replayed, they would mail owners again.
 */
export class EventArchive extends Construct {
  constructor(scope: Construct, id: string, { settings, bus, days }: EventArchiveProps) {
    super(scope, id);
    new Archive(this, 'Archive', {
      archiveName: `posthorn-${settings.stage}`,
      description: `Events that producers put on the bus of Posthorn ${settings.stage}`,
      sourceEventBus: bus,
      eventPattern: { source: Match.anythingBut(resultSource) },
      retention: Duration.days(days),
      kmsKey: encryptionKey(this, settings),
    }).applyRemovalPolicy(removalPolicyOf(settings));
  }
}
