import { createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { makeAuthority } from '../../bin/local/receiver/certificate.ts';
import { startTlsReceiver } from '../../bin/local/receiver/tls-receiver.ts';

type Claims = Readonly<Record<string, unknown>>;
type SigningKey = Readonly<{ kid: string; privateKey: KeyObject; publicKey: KeyObject }>;

/** A real OIDC issuer on 127.0.0.1, as far as its keys and tokens go. */
export type LocalIssuer = Readonly<{
  url: string;
  jwksUri: string;
  /** PEM of the authority that issued its certificate. */
  ca: string;
  /** How often its keys were read. */
  fetches: () => number;
  /** Starts to sign with a new key and no longer publishes the old one. */
  rotate: () => void;
  /** A token that is good for five minutes, but for what the claims and header say otherwise. */
  token: (claims?: Claims, header?: Claims) => string;
  /** A token signed with the published key used as a shared secret, as in an old attack. */
  confusedToken: (claims?: Claims) => string;
  close: () => Promise<void>;
}>;

export const audience = 'posthorn';

export async function startLocalIssuer(): Promise<LocalIssuer> {
  const authority = await makeAuthority();
  const certificate = await authority.issue({ hosts: ['127.0.0.1'] });
  let key = newKey();
  const server = await startTlsReceiver({
    certificate,
    respond: () => ({
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        keys: [{ ...key.publicKey.export({ format: 'jwk' }), kid: key.kid, use: 'sig', alg: 'RS256' }],
      }),
    }),
  });
  const payload = (claims: Claims): Claims => {
    const now = Math.floor(Date.now() / 1_000);
    return { iss: server.url, aud: audience, sub: 'someone', iat: now, exp: now + 300, ...claims };
  };
  return {
    url: server.url,
    jwksUri: `${server.url}/.well-known/jwks.json`,
    ca: authority.certificatePem,
    fetches: () => server.requests.length,
    rotate: () => {
      key = newKey();
    },
    token: (claims = {}, header = {}) => {
      const signed = encode([{ alg: 'RS256', kid: key.kid, ...header }, payload(claims)]);
      return header.alg === 'none'
        ? `${signed}.`
        : `${signed}.${sign('sha256', Buffer.from(signed), key.privateKey).toString('base64url')}`;
    },
    confusedToken: (claims = {}) => {
      const signed = encode([{ alg: 'HS256', kid: key.kid }, payload(claims)]);
      const secret = key.publicKey.export({ format: 'pem', type: 'spki' });
      return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
    },
    close: server.close,
  };
}

const newKey = (): SigningKey => ({ kid: randomUUID(), ...generateKeyPairSync('rsa', { modulusLength: 2048 }) });

const encode = (parts: readonly Claims[]): string =>
  parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
