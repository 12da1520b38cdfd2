// The certificate library resolves its parts through decorator metadata and needs this first.
import 'reflect-metadata';
import { subtle, type webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

/** A certificate chain's leaf and its private key, both PEM. */
export type IssuedCertificate = Readonly<{ certificatePem: string; keyPem: string }>;

/** What a certificate is to say. Times default to one hour ago and one day ahead. */
type CertificateRequest = Readonly<{
  /** DNS names and IP addresses the certificate is good for. */
  hosts: readonly string[];
  /** For a client that proves itself (mutual TLS), not for a server. */
  clientAuth?: boolean | undefined;
  notBefore?: Date | undefined;
  notAfter?: Date | undefined;
}>;

/** A certificate authority made on the spot, for receivers on this machine. */
export type Authority = Readonly<{
  certificatePem: string;
  issue: (request: CertificateRequest) => Promise<IssuedCertificate>;
}>;

const keyAlgorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const hourMs = 3_600_000;

/** Makes a fresh authority; nothing is written to disk. */
export async function makeAuthority(name = 'Posthorn local authority'): Promise<Authority> {
  const keys = await makeKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: keyAlgorithm,
    ...validity({}),
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  });
  return {
    certificatePem: certificate.toString('pem'),
    issue: (request) => issue({ request, issuer: certificate, issuerKey: keys.privateKey }),
  };
}

async function issue({
  request,
  issuer,
  issuerKey,
}: Readonly<{ request: CertificateRequest; issuer: X509Certificate; issuerKey: webcrypto.CryptoKey }>) {
  const keys = await makeKeys();
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${request.hosts[0] ?? 'unnamed'}`,
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey: issuerKey,
    signingAlgorithm: keyAlgorithm,
    ...validity(request),
    extensions: leafExtensions(request),
  });
  return { certificatePem: certificate.toString('pem'), keyPem: await toKeyPem(keys.privateKey) };
}

function leafExtensions(request: CertificateRequest): Extension[] {
  const usage = request.clientAuth === true ? ExtendedKeyUsage.clientAuth : ExtendedKeyUsage.serverAuth;
  return [
    new BasicConstraintsExtension(false),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new ExtendedKeyUsageExtension([usage]),
    new SubjectAlternativeNameExtension(
      request.hosts.map((host) => ({ type: isIP(host) === 0 ? 'dns' : 'ip', value: host })),
    ),
  ];
}

function validity({ notBefore, notAfter }: Readonly<{ notBefore?: Date | undefined; notAfter?: Date | undefined }>) {
  return {
    notBefore: notBefore ?? new Date(Date.now() - hourMs),
    notAfter: notAfter ?? new Date(Date.now() + 24 * hourMs),
  };
}

function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
}

async function toKeyPem(key: webcrypto.CryptoKey): Promise<string> {
  return PemConverter.encode(await subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}
