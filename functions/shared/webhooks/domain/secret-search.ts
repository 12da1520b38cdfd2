import { mask } from '../../platform/domain/mask.ts';
import { minSecretLength } from './own-secrets.ts';

/** An index that finds secrets in a text in one pass, for any number of secrets. */
export type SecretIndex = Readonly<{
  /** By their first characters; the longest first, as one may begin another. */
  byStart: ReadonlyMap<string, readonly string[]>;
  /** 1 at the index of each pair of characters that a secret begins with: rules out most places of a text quickly. */
  pairs: Uint8Array;
}>;

/** Indexes for pairs of characters; pairs of few secrets seldom collide among this many. */
const pairPlaces = 1024;

/**
 * Most characters of secrets that the texts of one response are compared with; our own limit, some 5 ms. Only secrets
 * and responses that were made to reach it come near.
 */
const maxCompared = 1024 * 1024;

/** Prepares secrets of {@link minSecretLength} characters at least. */
export function indexSecrets(secrets: readonly string[]): SecretIndex {
  const longestFirst = secrets.toSorted((one, other) => other.length - one.length);
  const pairs = new Uint8Array(pairPlaces);
  for (const secret of secrets) pairs[pairPlace(secret, 0)] = 1;
  return { byStart: Map.groupBy(longestFirst, (secret) => secret.slice(0, minSecretLength)), pairs };
}

/** Finds secrets in the texts of one response. */
export class SecretSearch {
  readonly #index: SecretIndex;
  #compared = 0;

  constructor(index: SecretIndex) {
    this.#index = index;
  }

  /** The text with each secret masked; with no comparisons left, all that follows a secret's start is masked. */
  replace(text: string): string {
    let replaced = '';
    let copied = 0;
    for (let at = this.#nextStart(text, 0); at < text.length; at = this.#nextStart(text, at + 1)) {
      if (at < copied) continue;
      const found = this.#find(text, at, (secret) => text.startsWith(secret, at));
      if (found === undefined) continue;
      replaced += text.slice(copied, at) + mask;
      copied = at + found;
    }
    return copied === 0 ? text : replaced + text.slice(copied);
  }

  /** The text with the beginning of a secret masked that it ends with, where it was cut off. */
  replaceCut(text: string): string {
    for (let at = this.#nextStart(text, 0); at < text.length; at = this.#nextStart(text, at + 1)) {
      const rest = text.slice(at);
      if (this.#find(text, at, (secret) => secret.startsWith(rest)) !== undefined) return text.slice(0, at) + mask;
    }
    return text;
  }

  /** The next place at which a secret may begin; the text's length if there is none. */
  #nextStart(text: string, from: number): number {
    const { pairs } = this.#index;
    const last = text.length - minSecretLength;
    for (let at = from; at <= last; at += 1) if (pairs[pairPlace(text, at)] === 1) return at;
    return text.length;
  }

  /** How many characters are replaced, if one of the secrets that begin like the text here matches. */
  #find(text: string, at: number, isIt: (secret: string) => boolean): number | undefined {
    for (const secret of this.#index.byStart.get(text.slice(at, at + minSecretLength)) ?? []) {
      this.#compared += secret.length;
      if (this.#compared > maxCompared) return text.length - at;
      if (isIt(secret)) return secret.length;
    }
    return undefined;
  }
}

function pairPlace(text: string, at: number): number {
  return (text.charCodeAt(at) * 31 + text.charCodeAt(at + 1)) % pairPlaces;
}
