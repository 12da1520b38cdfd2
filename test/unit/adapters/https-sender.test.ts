import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type Authority, type IssuedCertificate, makeAuthority } from '../../../bin/local/certificate.ts';
import { startTlsReceiver, type TlsReceiver } from '../../../bin/local/tls-receiver.ts';
import { createHttpsSender, type HttpsSender } from '../../../functions/shared/adapters/https-sender.ts';
import { aRequest } from '../../support/records/outgoing-request.ts';

let authority: Authority;
let certificate: IssuedCertificate;
let receiver: TlsReceiver;
let sender: HttpsSender;
const cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  authority = await makeAuthority();
  certificate = await authority.issue({ hosts: ['127.0.0.1', 'hooks.test'] });
  receiver = await startTlsReceiver({ certificate });
  sender = createHttpsSender({ allowedCidrs: ['127.0.0.0/8'] });
});

afterEach(async () => {
  receiver.respondWith({});
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

afterAll(async () => {
  sender.close();
  await receiver.close();
});

const trusted = (changes: Partial<Parameters<typeof aRequest>[0]> = {}) =>
  aRequest({ url: `${receiver.url}/in?q=1`, tls: { caCertificate: authority.certificatePem }, ...changes });

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe('a request', () => {
  test('arrives byte for byte, and its response comes back', async () => {
    receiver.respondWith({ status: 202, headers: { 'x-answer': 'yes' }, body: 'thanks' });
    const body = new TextEncoder().encode('{"umlaut":"ü", "n": 1.0}');
    const result = await sender.send(trusted({ method: 'PUT', body, headers: { 'X-Key': 'café' } }));
    expect(result).toMatchObject({ kind: 'response', status: 202, truncated: false });
    expect(result.kind === 'response' && result.headers['x-answer']).toBe('yes');
    expect(result.kind === 'response' && text(result.body)).toBe('thanks');
    const received = receiver.requests.at(-1);
    expect(received).toMatchObject({ method: 'PUT', path: '/in?q=1' });
    expect(received?.body).toEqual(Buffer.from(body));
    expect(received?.headers['x-key']).toBe('café');
    expect(received?.headers.host).toBe(new URL(receiver.url).host);
  });

  test('reuses the connection of the one before', async () => {
    await sender.send(trusted());
    const before = receiver.connections();
    await sender.send(trusted());
    expect(receiver.connections()).toBe(before);
  });
});
