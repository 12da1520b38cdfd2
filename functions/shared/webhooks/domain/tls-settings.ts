import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { TlsSettings } from '../../https/domain/http-request.ts';

/** An error in a webhook's TLS settings; `field` is the one to correct. */
export type TlsProblem = Readonly<{ field: keyof TlsSettings; message: string }>;

const pemCertificates = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** All errors in certificates and key, found when they are saved. Messages never quote the key. */
export function checkTlsSettings(tls: TlsSettings, now: Date): readonly TlsProblem[] {
  return [...checkAuthority(tls, now), ...checkClient(tls, now)];
}

function checkAuthority({ caCertificate }: TlsSettings, now: Date): readonly TlsProblem[] {
  if (caCertificate === undefined) return [];
  const certificates = readCertificates(caCertificate);
  if (certificates === undefined) return [notACertificate('caCertificate')];
  return certificates.flatMap((certificate) => checkValidity({ field: 'caCertificate', certificate, now }));
}

function checkClient({ clientCertificate, clientKey }: TlsSettings, now: Date): readonly TlsProblem[] {
  if (clientCertificate === undefined && clientKey === undefined) return [];
  if (clientCertificate === undefined) {
    return [{ field: 'clientCertificate', message: 'A client key needs its certificate; add it.' }];
  }
  if (clientKey === undefined) return [{ field: 'clientKey', message: 'A client certificate needs its key; add it.' }];
  const leaf = readCertificates(clientCertificate)?.[0];
  if (leaf === undefined) return [notACertificate('clientCertificate')];
  const problems = [
    ...checkValidity({ field: 'clientCertificate', certificate: leaf, now }),
    ...checkKey(leaf, clientKey),
  ];
  return problems.length > 0 ? problems : checkStrength({ cert: clientCertificate, key: clientKey });
}

function checkKey(certificate: X509Certificate, pem: string): readonly TlsProblem[] {
  const key = readKey(pem);
  if (key === undefined) {
    return [{ field: 'clientKey', message: 'The client key must be an unencrypted private key in PEM.' }];
  }
  if (certificate.checkPrivateKey(key)) return [];
  return [
    {
      field: 'clientKey',
      message: 'The client key does not belong to the client certificate; send the two that belong together.',
    },
  ];
}

/** What TLS itself rejects, such as a key that is too short. */
function checkStrength(pair: Readonly<{ cert: string; key: string }>): readonly TlsProblem[] {
  try {
    createSecureContext(pair);
    return [];
  } catch (error) {
    const hasReason = typeof error === 'object' && error !== null && 'reason' in error;
    const reason = hasReason ? `: ${error.reason}` : '';
    return [
      {
        field: 'clientCertificate',
        message: `The client certificate is too weak for TLS${reason}; use a stronger one.`,
      },
    ];
  }
}

type ValidityCheck = Readonly<{ field: keyof TlsSettings; certificate: X509Certificate; now: Date }>;

function checkValidity({ field, certificate, now }: ValidityCheck): readonly TlsProblem[] {
  const { validFromDate, validToDate } = certificate;
  if (validToDate < now) {
    return [{ field, message: `The certificate expired on ${validToDate.toISOString()}; use one that is valid.` }];
  }
  if (validFromDate > now) {
    return [
      { field, message: `The certificate is not valid before ${validFromDate.toISOString()}; use one that is valid.` },
    ];
  }
  return [];
}

/** All certificates of a PEM text; undefined if there is none or one that does not parse. */
function readCertificates(pem: string): readonly X509Certificate[] | undefined {
  try {
    return pem.match(pemCertificates)?.map((block) => new X509Certificate(block));
  } catch {
    return undefined;
  }
}

function readKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

function notACertificate(field: keyof TlsSettings): TlsProblem {
  return {
    field,
    message: 'The text contains no PEM certificate; send one that begins with -----BEGIN CERTIFICATE-----.',
  };
}
