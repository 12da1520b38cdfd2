import { makeAuthority } from '../../local/receiver/certificate.ts';
import { type ReceivedRequest, startTlsReceiver } from '../../local/receiver/tls-receiver.ts';
import { localApiUrl } from '../../local/stack/running-stack.ts';

/** The ways to a stage's API. */
export type Reach = Readonly<{
  /** As this command calls it. */
  apiUrl: string;
  /** As the stage's own functions call it, by HTTPS. */
  receiverUrl: string;
  /** PEM of the authority that vouches for the receiver, if no public one does. */
  caCertificate?: string | undefined;
  close: () => Promise<void>;
}>;

/** Finds the ways to the API with the address that the deployment printed. */
export async function reachStage(apiUrl: string): Promise<Reach> {
  const endpoint = process.env.AWS_ENDPOINT_URL;
  return endpoint === undefined
    ? { apiUrl, receiverUrl: apiUrl, close: async () => {} }
    : reachLocalStage(localApiUrl(endpoint, apiUrl));
}

/** The local AWS has another address for an API, and speaks no TLS: here it does. */
async function reachLocalStage(apiUrl: string): Promise<Reach> {
  const authority = await makeAuthority();
  const certificate = await authority.issue({ hosts: ['127.0.0.1'] });
  const respond = (request: ReceivedRequest) => forward(apiUrl, request);
  const receiver = await startTlsReceiver({ certificate, respond });
  return { apiUrl, receiverUrl: receiver.url, caCertificate: authority.certificatePem, close: receiver.close };
}

async function forward(apiUrl: string, { method, path, headers, body }: ReceivedRequest) {
  const { authorization = '', 'content-type': contentType = '' } = headers;
  const response = await fetch(`${apiUrl}${path}`, {
    method,
    headers: { 'content-type': contentType, ...(authorization !== '' && { authorization }) },
    body: new Uint8Array(body),
  });
  return {
    status: response.status,
    headers: { 'content-type': response.headers.get('content-type') ?? '' },
    body: await response.text(),
  };
}
