import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { Keyring } from '../application/ports.ts';
import type { SecretText } from './secrets-manager-text.ts';

const secret = z.object({ current: z.string().min(32), previous: z.array(z.string().min(32)).default([]) });

/** AES-256-GCM with the nonce that NIST SP 800-38D recommends. */
const cipherName = 'aes-256-gcm';
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

type Key = Readonly<{ name: string; bytes: Uint8Array }>;
type Keys = Readonly<{ current: Key; all: ReadonlyMap<string, Key> }>;

/** Encrypts with the keyring's current key, and decrypts with the key that a text names. */
export function secretKeyring(text: SecretText): Keyring {
  let known: { text: string; keys: Keys } | undefined;
  const keysOf = (plain: string): Keys => {
    if (known?.text !== plain) known = { text: plain, keys: deriveKeys(plain) };
    return known.keys;
  };
  return {
    async seal(plain, context) {
      const { current } = keysOf(await text.read());
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(cipherName, current.bytes, nonce).setAAD(Buffer.from(context));
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return `${current.name}.${Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64')}`;
    },
    async open(sealed, context) {
      const [name = '', base64 = ''] = sealed.split('.');
      // A text that another instance has just sealed may name a key that a rotation has added since.
      const key = keysOf(await text.read()).all.get(name) ?? keysOf(await text.readAgain()).all.get(name);
      if (key === undefined) throw new Error(`The keyring has no key "${name}": put it back among the previous ones`);
      const bytes = Buffer.from(base64, 'base64');
      const decipher = createDecipheriv(cipherName, key.bytes, bytes.subarray(0, nonceBytes))
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(-tagBytes));
      const plain = [decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()];
      return Buffer.concat(plain).toString('utf8');
    },
  };
}

function deriveKeys(text: string): Keys {
  const { current, previous } = readSecret(text);
  const newest = deriveKey(current);
  const all = [newest, ...previous.map(deriveKey)];
  return { current: newest, all: new Map(all.map((key) => [key.name, key])) };
}

/** Parsers quote their input in errors, and logs keep them. */
function readSecret(text: string): z.infer<typeof secret> {
  try {
    return secret.parse(JSON.parse(text));
  } catch {
    throw new Error('The keyring secret must be JSON: {"current", "previous"}, each key of at least 32 characters');
  }
}

function deriveKey(source: string): Key {
  const bytes = new Uint8Array(hkdfSync('sha256', source, '', 'posthorn keyring', keyBytes));
  const name = createHash('sha256').update('posthorn key name').update(bytes).digest('hex').slice(0, 8);
  return { name, bytes };
}
