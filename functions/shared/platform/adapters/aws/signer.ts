import { createHash, createHmac, createSecretKey, type Hash, type Hmac, type KeyObject } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';

type Headers = Readonly<Record<string, string>>;

/** Signs a POST to the service's root, and returns its headers. */
export type Sign = (request: Readonly<{ headers: Headers; body: Uint8Array }>) => Promise<Headers>;

/** Signs with AWS's own signer (Signature Version 4) and the credentials that Lambda gives the function. */
export function requestSigner({ service, region, url }: Readonly<{ service: string; region: string; url: URL }>): Sign {
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256, applyChecksum: false });
  const target = { method: 'POST', protocol: url.protocol, hostname: url.hostname, path: '/', query: {} };
  return async ({ headers, body }) => {
    const signed = await signer.sign({ ...target, headers: { ...headers, host: url.host }, body });
    return signed.headers;
  };
}

/** Read for each call: that costs nothing, and renewed credentials in the environment are used at once. */
async function credentials() {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN } = process.env;
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };
}

/** SHA-256 of Node, or its HMAC, in the form that the signer asks for. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', keyOf(secret));
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  /** The signer makes a new one each time. */
  reset(): void {
    throw new Error('A hash is used once');
  }
}

/** The signer keeps the day's key in the same bytes; an HMAC costs six times as much if Node makes the key first. */
const keys = new WeakMap<object, KeyObject>();
let lastText: Readonly<{ secret: string; key: KeyObject }> | undefined;

function keyOf(secret: string | ArrayBuffer | ArrayBufferView): KeyObject {
  if (typeof secret === 'string') {
    if (lastText?.secret !== secret) lastText = { secret, key: createSecretKey(secret, 'utf8') };
    return lastText.key;
  }
  const key = keys.get(secret) ?? createSecretKey(bytesOf(secret));
  keys.set(secret, key);
  return key;
}

const bytesOf = (secret: ArrayBuffer | ArrayBufferView): Uint8Array =>
  ArrayBuffer.isView(secret)
    ? new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength)
    : new Uint8Array(secret);
