import type { OutgoingRequest } from '../../../functions/shared/https/domain/http-request.ts';

/** A request like most; say only what matters to the test. */
export function aRequest(changes: Partial<OutgoingRequest> & Pick<OutgoingRequest, 'url'>): OutgoingRequest {
  return {
    webhookId: 'wh_1',
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'Posthorn/test' },
    body: new TextEncoder().encode('{"type":"hit.detected"}'),
    tls: {},
    timeouts: { connectSeconds: 1, requestSeconds: 1 },
    ...changes,
  };
}
