import { posthornFor } from '../api/posthorn.ts';
import { signIn } from './session.ts';

/** The OIDC issuer of the stage, and the client ID of the console. */
export type Issuer = Readonly<{ issuer: string; clientId: string; scope: string }>;

/** A sign-in that has been started and not completed. */
type BegunSignIn = Readonly<{
  issuer: Issuer;
  state: string;
  verifier: string;
  /** The page to return to. */
  hash: string;
  /** Another tab waits for the token. */
  isForOtherTab: boolean;
}>;

/** A prepared sign-in. A click must open the new tab synchronously, or the browser blocks it. */
export type PreparedSignIn = Readonly<{ url: string; begin: (where: 'here' | 'new tab') => void }>;

const storageKey = 'posthorn.sign-in';
const channelName = 'posthorn.sign-in';
const timeoutMs = 10_000;
const redirectUri = new URL('index.html', document.baseURI).href;

/** Reads the OIDC settings of the stage. */
export async function readIssuer(): Promise<Issuer | null> {
  const response = await fetch(new URL('settings.json', document.baseURI));
  if (!response.ok) throw new Error(`settings.json: HTTP ${response.status}`);
  const { signIn: issuer }: Readonly<{ signIn: Issuer | null }> = await response.json();
  return issuer;
}

async function discover({ issuer }: Issuer) {
  const oauth = await import('oauth4webapi');
  const url = new URL(issuer);
  const response = await oauth.discoveryRequest(url, { signal: AbortSignal.timeout(timeoutMs) });
  return { oauth, server: await oauth.processDiscoveryResponse(url, response) };
}

/** Prepares the authorization code flow with PKCE (RFC 9700, section 2.1.1). */
export async function prepareSignIn(issuer: Issuer): Promise<PreparedSignIn> {
  const { oauth, server } = await discover(issuer);
  if (server.authorization_endpoint === undefined) throw new Error(`${issuer.issuer} has no authorization endpoint`);
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const url = new URL(server.authorization_endpoint);
  const parameters = {
    response_type: 'code',
    client_id: issuer.clientId,
    redirect_uri: redirectUri,
    scope: issuer.scope,
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  const begin = (where: 'here' | 'new tab') => {
    const begun: BegunSignIn = { issuer, state, verifier, hash: location.hash, isForOtherTab: where === 'new tab' };
    sessionStorage.setItem(storageKey, JSON.stringify(begun));
    if (where === 'here') {
      location.assign(url);
      return;
    }
    awaitToken(state);
    // With a copy of this tab's storage (HTML standard, "auxiliary browsing context").
    open(url);
  };
  return { url: url.href, begin };
}

/** Signs in with the token that another tab has received. */
function awaitToken(state: string): void {
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = ({ data }: MessageEvent<Readonly<{ state: string; token: string }>>) => {
    if (data.state !== state) return;
    channel.close();
    signIn(data.token);
  };
}

/** Removes the issuer's response from the address, so that nobody copies it with the address. */
export function takeAnswer(): URLSearchParams | undefined {
  const answer = new URLSearchParams(location.search);
  if (!answer.has('state') || !(answer.has('code') || answer.has('error'))) return undefined;
  history.replaceState(null, '', location.pathname);
  return answer;
}

/** Completes the sign-in with the issuer's response. Returns why it failed, or undefined. */
export async function finishSignIn(answer: URLSearchParams): Promise<string | undefined> {
  const stored = sessionStorage.getItem(storageKey);
  sessionStorage.removeItem(storageKey);
  if (stored === null) return 'The sign-in was not begun in this tab. Sign in again.';
  const begun: BegunSignIn = JSON.parse(stored);
  try {
    const token = await exchange(begun, answer);
    // The issuer accepts the user, but the API may refuse the token.
    await posthornFor(token).GET('/v1/caller');
    if (begun.isForOtherTab) handOver(begun.state, token);
    history.replaceState(null, '', `${location.pathname}${begun.hash}`);
    signIn(token);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function exchange({ issuer, state, verifier }: BegunSignIn, answer: URLSearchParams): Promise<string> {
  const { oauth, server } = await discover(issuer);
  const client = { client_id: issuer.clientId };
  const parameters = oauth.validateAuthResponse(server, client, answer, state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    parameters,
    redirectUri,
    verifier,
    { signal: AbortSignal.timeout(timeoutMs) },
  );
  return (await oauth.processAuthorizationCodeResponse(server, client, response)).access_token;
}

function handOver(state: string, token: string): void {
  const channel = new BroadcastChannel(channelName);
  channel.postMessage({ state, token });
  channel.close();
  close();
}
