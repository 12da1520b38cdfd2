import { randomUUID } from 'node:crypto';

/** An event as EventBridge puts it into a queue (EventBridge user guide, event structure); detail is the producer's. */
export function anEnvelope({
  detail = { space: 'acme', id: 'evt_1', data: { severity: 3 } },
  type = 'hit.detected',
  ...changes
}: Readonly<{ detail?: unknown; type?: string; id?: string; time?: string; source?: string }> = {}): string {
  return JSON.stringify({
    version: '0',
    id: randomUUID(),
    'detail-type': type,
    source: 'scanner',
    account: '123456789012',
    time: '2026-01-02T03:04:05Z',
    region: 'us-east-1',
    resources: [],
    detail,
    ...changes,
  });
}
