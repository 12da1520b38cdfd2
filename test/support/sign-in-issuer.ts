import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer as createPlainServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createServer } from 'node:net';
import { Provider } from 'oidc-provider';
import { makeAuthority } from '../../bin/local/receiver/certificate.ts';
import { portOf } from './port-of.ts';

/** An OIDC provider at which people sign in, on 127.0.0.1. Whoever signs in as `manager@acme` is a manager of the space acme. */
export type SignInIssuer = Readonly<{
  /** The settings of the stage that trusts it. */
  settings: readonly string[];
  /** Lets a console sign in. */
  register: (consoleUrl: string) => void;
  close: () => void;
}>;

const audience = 'urn:posthorn';
const clientId = 'console';

/** Starts the provider. Its certificate is self-signed: browsers have to be configured to accept it. */
export async function startSignInIssuer(): Promise<SignInIssuer> {
  const authority = await makeAuthority('Posthorn sign-in authority');
  const certificate = await authority.issue({ hosts: ['127.0.0.1'] });
  let answer: RequestListener = (_, response) => response.writeHead(503).end();
  const secure = createSecureServer(
    { cert: certificate.certificatePem, key: certificate.keyPem },
    (request, response) => answer(request, response),
  );
  const plain = createPlainServer((request, response) => answer(request, response));
  const server = createServer((socket) => {
    socket.once('data', (start) => {
      // A TLS record of a handshake begins so. The emulator turns a function's https://127.0.0.1 into http, on the same port.
      const taker = start[0] === 0x16 ? secure : plain;
      socket.pause();
      socket.unshift(start);
      taker.emit('connection', socket);
      process.nextTick(() => socket.resume());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `https://127.0.0.1:${portOf(server)}`;
  return {
    settings: [
      `oidcIssuer=${url}`,
      `oidcAudience=${audience}`,
      `oidcJwksUri=${url}/jwks`,
      `consoleOidcClientId=${clientId}`,
    ],
    register: (consoleUrl) => {
      answer = providerOf(url, consoleUrl).callback();
    },
    close: () => {
      server.close();
      secure.closeAllConnections();
      plain.closeAllConnections();
    },
  };
}

function providerOf(url: string, consoleUrl: string): Provider {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return new Provider(url, {
    clients: [
      {
        client_id: clientId,
        redirect_uris: [consoleUrl],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'none',
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'RS256', use: 'sig' }] },
    cookies: { keys: [randomUUID()] },
    clientBasedCORS: () => true,
    findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    extraTokenClaims: (_, token) => claimsOf('accountId' in token ? token.accountId : undefined),
    features: {
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({ scope: '', audience, accessTokenFormat: 'jwt' }),
      },
    },
  });
}

function claimsOf(accountId = '') {
  const [role, space] = accountId.split('@');
  return { role, space };
}
