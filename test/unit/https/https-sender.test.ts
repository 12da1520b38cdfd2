import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { makeAuthority } from '../../../bin/local/receiver/certificate.ts';
import { startTlsReceiver } from '../../../bin/local/receiver/tls-receiver.ts';
import { startAlertingReceiver, startFaultyReceiver } from '../../support/receivers/faulty-receiver.ts';
import { aRequest } from '../../support/records/outgoing-request.ts';
import { startSending } from '../../support/sending.ts';

const { authority, certificate, receiver, sender, closed } = await startSending();

afterEach(() => receiver.respondWith({}));

const trusted = (changes: Partial<Parameters<typeof aRequest>[0]> = {}) =>
  aRequest({ url: `${receiver.url}/in?q=1`, tls: { caCertificate: authority.certificatePem }, ...changes });

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const failure = (errorClass: string, detail: RegExp) => ({
  kind: 'no_response',
  errorClass,
  detail: expect.stringMatching(detail),
});

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

  test('that cannot be written is a failure of its own, without the value in its words', async () => {
    const result = await sender.send(trusted({ headers: { 'X-Key': 'secret\r\nX-Evil: 1' } }));
    expect(result).toMatchObject(failure('protocol_error', /is invalid.*X-Key/i));
    expect(JSON.stringify(result)).not.toContain('secret');
  });

  test('is never redirected', async () => {
    const elsewhere = closed(await startTlsReceiver({ certificate }));
    receiver.respondWith({ status: 307, headers: { location: `${elsewhere.url}/there` } });
    expect(await sender.send(trusted())).toMatchObject({ kind: 'response', status: 307 });
    expect(elsewhere.connections()).toBe(0);
  });
});

describe('TLS', () => {
  test('trusts no unknown authority', async () => {
    const detail =
      /^No trusted authority has issued the certificate of 127\.0\.0\.1\. .* set .* \(tls\.caCertificate\)\.$/;
    expect(await sender.send(trusted({ tls: {} }))).toMatchObject(failure('tls_error', detail));
  });

  test.each([
    ['that has expired', { hosts: ['127.0.0.1'], notAfter: new Date(Date.now() - 60_000) }, /expired/],
    ['for another host', { hosts: ['127.0.0.2', 'other.test'] }, /127\.0\.0\.1/],
  ])('refuses a certificate %s', async (_what, issued, reason) => {
    const other = closed(await startTlsReceiver({ certificate: await authority.issue(issued) }));
    expect(await sender.send(trusted({ url: other.url }))).toMatchObject(failure('tls_error', reason));
    expect(other.requests).toHaveLength(0);
  });

  test('speaks nothing older than 1.2', async () => {
    const old = closed(await startTlsReceiver({ certificate, maxVersion: 'TLSv1.1' }));
    expect(await sender.send(trusted({ url: old.url }))).toMatchObject(failure('tls_error', /handshake/));
    const modern = closed(await startTlsReceiver({ certificate, maxVersion: 'TLSv1.2' }));
    expect(await sender.send(trusted({ url: modern.url }))).toMatchObject({ status: 200 });
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'shows its certificate to a server that demands one, by %s',
    async (maxVersion) => {
      const clientAuthority = await makeAuthority('client authority');
      const client = await clientAuthority.issue({ hosts: ['posthorn-client'], clientAuth: true });
      const demanding = closed(
        await startTlsReceiver({ certificate, clientAuthority: clientAuthority.certificatePem, maxVersion }),
      );
      const caCertificate = authority.certificatePem;
      const { certificatePem: clientCertificate, keyPem: clientKey } = client;

      const shown = await sender.send(
        trusted({ url: demanding.url, tls: { caCertificate, clientCertificate, clientKey } }),
      );
      expect(shown).toMatchObject({ kind: 'response', status: 200 });
      expect(demanding.requests.at(-1)?.clientName).toBe('posthorn-client');

      const detail = {
        'TLSv1.2': /handshake .* may require a client certificate/,
        'TLSv1.3': /^127\.0\.0\.1 requires a client certificate; set .*tls\.clientCertificate/,
      }[maxVersion];
      expect(await sender.send(trusted({ url: demanding.url }))).toMatchObject(failure('tls_error', detail));

      // Node's server judges a certificate after the handshake is done, and then closes without a word.
      const refusal = { errorClass: maxVersion === 'TLSv1.3' ? 'connection_reset' : 'tls_error' };
      const stranger = await authority.issue({ hosts: ['stranger'], clientAuth: true });
      const wrong = { caCertificate, clientCertificate: stranger.certificatePem, clientKey: stranger.keyPem };
      expect(await sender.send(trusted({ url: demanding.url, tls: wrong }))).toMatchObject(refusal);
      expect(demanding.requests).toHaveLength(1);
    },
  );

  test.each([
    ['bad_certificate', 42],
    ['unsupported_certificate', 43],
    ['certificate_revoked', 44],
    ['certificate_expired', 45],
    ['certificate_unknown', 46],
    ['unknown_ca', 48],
    ['certificate_required', 116],
  ])('that ends with the alert %s is about the client certificate', async (_, alert) => {
    const strict = closed(await startAlertingReceiver(alert));
    const { certificatePem: clientCertificate, keyPem: clientKey } = certificate;
    const tls = { caCertificate: authority.certificatePem, clientCertificate, clientKey };
    const refused = await sender.send(trusted({ url: strict.url, tls }));
    expect(refused).toMatchObject(failure('tls_error', /does not accept the webhook's client certificate: \S+/));
    const missing = await sender.send(trusted({ url: strict.url }));
    expect(missing).toMatchObject(failure('tls_error', /requires a client certificate; set /));
  });

  test.each([
    ['unrecognized_name', 112],
    ['internal_error', 80],
  ])('that ends with the alert %s is not', async (_, alert) => {
    const strict = closed(await startAlertingReceiver(alert));
    const detail = /^The TLS handshake with 127\.0\.0\.1 failed: [^.]+\.$/;
    expect(await sender.send(trusted({ url: strict.url }))).toMatchObject(failure('tls_error', detail));
  });

  test('that ends with the alert handshake_failure may be, when the webhook has none', async () => {
    const strict = closed(await startAlertingReceiver(40));
    const { certificatePem: clientCertificate, keyPem: clientKey } = certificate;
    const tls = { caCertificate: authority.certificatePem, clientCertificate, clientKey };
    const [without, withOne] = [
      await sender.send(trusted({ url: strict.url })),
      await sender.send(trusted({ url: strict.url, tls })),
    ];
    expect(without).toMatchObject(
      failure('tls_error', /alert handshake failure\. It may require a client certificate/),
    );
    expect(withOne).toMatchObject(failure('tls_error', /alert handshake failure\.$/));
  });

  test('with settings that cannot be used is a failure of its own, without the key in its words', async () => {
    const tls = { clientCertificate: certificate.certificatePem, clientKey: 'not a key' };
    const result = await sender.send(trusted({ tls }));
    expect(result).toMatchObject(failure('tls_error', /cannot be used/));
    expect(JSON.stringify(result)).not.toContain('not a key');
  });
});

describe('connections', () => {
  test('are kept between requests', async () => {
    await sender.send(trusted());
    const before = receiver.connections();
    await sender.send(trusted());
    expect(receiver.connections()).toBe(before);
  });

  test('are never shared between webhooks, nor across a change of certificate', async () => {
    const own = closed(await startTlsReceiver({ certificate }));
    const send = (changes: Partial<Parameters<typeof aRequest>[0]>) =>
      sender.send(trusted({ url: own.url, ...changes }));
    await send({ webhookId: 'wh_a' });
    await send({ webhookId: 'wh_b' });
    expect(own.connections()).toBe(2);
    const { certificatePem: clientCertificate, keyPem: clientKey } = certificate;
    await send({ webhookId: 'wh_a', tls: { caCertificate: authority.certificatePem, clientCertificate, clientKey } });
    expect(own.connections()).toBe(3);
    // The one from before the change is gone: going back needs a new one.
    await send({ webhookId: 'wh_a' });
    expect(own.connections()).toBe(4);
  });

  test('are not used again after 4 s of idling, nor at an age of 10 s', async () => {
    const own = closed(await startTlsReceiver({ certificate }));
    const start = Date.now();
    const wallClock = jest.spyOn(Date, 'now');
    closed({ close: () => wallClock.mockRestore() });
    const connectionsAfter = async (ms: number) => {
      wallClock.mockReturnValue(start + ms);
      await sender.send(trusted({ url: own.url }));
      return own.connections();
    };
    expect(await connectionsAfter(0)).toBe(1);
    expect(await connectionsAfter(3_900)).toBe(1);
    expect(await connectionsAfter(7_800)).toBe(1);
    expect(await connectionsAfter(10_000)).toBe(2);
    expect(await connectionsAfter(14_000)).toBe(3);
    // A clock that was set back proves nothing.
    expect(await connectionsAfter(5_000)).toBe(4);
  });

  test('that went stale while idle cost one more connection, not an attempt', async () => {
    let answered = 0;
    const forgetful = closed(
      await startFaultyReceiver(certificate, (socket, reset) => {
        answered += 1;
        if (answered === 2) reset();
        else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
      }),
    );
    expect(await sender.send(trusted({ url: forgetful.url }))).toMatchObject({ status: 200 });
    expect(await sender.send(trusted({ url: forgetful.url }))).toMatchObject({ status: 200 });
    expect(forgetful.connections()).toBe(2);
  });
});
