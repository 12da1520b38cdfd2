import 'reflect-metadata';
import { createPrivateKey, subtle } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { PemConverter, X509CertificateGenerator } from '@peculiar/x509';
import { type Authority, type IssuedCertificate, makeAuthority } from '../../../bin/local/receiver/certificate.ts';
import { checkTlsSettings } from '../../../functions/shared/webhooks/domain/tls-settings.ts';

let authority: Authority;
let client: IssuedCertificate;
const now = new Date();
const dayMs = 86_400_000;
const problem = (field: string, message: RegExp) => ({ field, message: expect.stringMatching(message) });

beforeAll(async () => {
  authority = await makeAuthority();
  client = await authority.issue({ hosts: ['client'], clientAuth: true });
});

describe('TLS settings', () => {
  test('are good without any, with an authority, and with a client certificate and its key', () => {
    const { certificatePem: clientCertificate, keyPem: clientKey } = client;
    const caCertificate = authority.certificatePem;
    expect(checkTlsSettings({}, now)).toEqual([]);
    expect(checkTlsSettings({ caCertificate }, now)).toEqual([]);
    expect(checkTlsSettings({ caCertificate: `${caCertificate}\n${caCertificate}` }, now)).toEqual([]);
    expect(checkTlsSettings({ caCertificate, clientCertificate, clientKey }, now)).toEqual([]);
    expect(checkTlsSettings({ clientCertificate: `${clientCertificate}\n${caCertificate}`, clientKey }, now)).toEqual(
      [],
    );
  });

  test.each(['', 'nonsense', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'])('refuse %j', (pem) => {
    expect(checkTlsSettings({ caCertificate: pem }, now)).toEqual([problem('caCertificate', /no PEM certificate/)]);
    expect(checkTlsSettings({ clientCertificate: pem, clientKey: client.keyPem }, now)).toEqual([
      problem('clientCertificate', /no PEM certificate/),
    ]);
  });

  test('refuse a key that does not parse, is encrypted, or belongs elsewhere', async () => {
    const other = await authority.issue({ hosts: ['other'] });
    const encrypted = createPrivateKey(client.keyPem)
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
      .toString();
    const check = (clientKey: string) => checkTlsSettings({ clientCertificate: client.certificatePem, clientKey }, now);
    expect(check('nonsense')).toEqual([problem('clientKey', /unencrypted/)]);
    expect(check(encrypted)).toEqual([problem('clientKey', /unencrypted/)]);
    expect(check(client.certificatePem)).toEqual([problem('clientKey', /unencrypted/)]);
    expect(check(other.keyPem)).toEqual([problem('clientKey', /does not belong/)]);
  });

  test('refuse a key that is too short for TLS', async () => {
    const algorithm = {
      name: 'RSASSA-PKCS1-v1_5',
      hash: 'SHA-256',
      modulusLength: 1024,
      publicExponent: Uint8Array.of(1, 0, 1),
    };
    const keys = await subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const weak = await X509CertificateGenerator.createSelfSigned({
      name: 'CN=weak',
      keys,
      signingAlgorithm: algorithm,
    });
    const clientKey = PemConverter.encode(await subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
    expect(checkTlsSettings({ clientCertificate: weak.toString('pem'), clientKey }, new Date())).toEqual([
      problem('clientCertificate', /too weak.*key too small/),
    ]);
  });

  test('refuse half of a pair', () => {
    expect(checkTlsSettings({ clientKey: client.keyPem }, now)).toEqual([
      problem('clientCertificate', /its certificate/),
    ]);
    expect(checkTlsSettings({ clientCertificate: client.certificatePem }, now)).toEqual([
      problem('clientKey', /its key/),
    ]);
  });

  test('refuse a certificate that is expired or not valid yet', () => {
    const at = (date: Date) =>
      checkTlsSettings(
        {
          caCertificate: authority.certificatePem,
          clientCertificate: client.certificatePem,
          clientKey: client.keyPem,
        },
        date,
      );
    expect(at(new Date(now.getTime() + 2 * dayMs))).toEqual([
      problem('caCertificate', /expired on \d{4}-/),
      problem('clientCertificate', /expired on \d{4}-/),
    ]);
    expect(at(new Date(now.getTime() - 2 * dayMs))).toEqual([
      problem('caCertificate', /not valid before \d{4}-/),
      problem('clientCertificate', /not valid before \d{4}-/),
    ]);
  });
});
