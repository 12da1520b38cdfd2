import type { Logger } from '@aws-lambda-powertools/logger';
import { eventbridgeAuditTrail } from '../adapters/eventbridge-audit-trail.ts';
import type { AuditTrail } from '../application/ports.ts';
import { aws } from './aws.ts';

/** The audit trail of a function that changes the configuration; made once per cold start. */
export function auditTrail({ BUS_NAME: busName }: Readonly<{ BUS_NAME: string }>, logger: Logger): AuditTrail {
  return eventbridgeAuditTrail(aws.eventBridge, {
    busName,
    onUnpublished: (change, error) => logger.error('Configuration change not published', { change, error }),
  });
}
