import { caseless, endsIgnoringCase, equalsIgnoringCase, startsIgnoringCase } from './ignoring-case.ts';
import { ipBytes, isInNetwork, parseNetwork, singleAddress } from './ip-network.ts';
import { fitsWildcard, parseWildcard } from './wildcard.ts';

/** A value that is neither an object nor a list: patterns are compared with these. */
export type Scalar = string | number | boolean | null;

/** Whether a value matches. */
export type ValueTest = (value: Scalar) => boolean;

/** A test made of an operator's argument, or why none can be made of it. */
export type MadeTest = Readonly<{ kind: 'test'; test: ValueTest }> | Readonly<{ kind: 'refused'; message: string }>;

/** Makes a test of a pattern's text. */
export type TextTest = (text: string) => MadeTest;

export const startsWith: TextTest = (sought) => ofTexts((text) => text.startsWith(sought));

export const endsWith: TextTest = (sought) => ofTexts((text) => text.endsWith(sought));

export const equalsCaseless: TextTest = (sought) => {
  const ways = caseless(sought);
  return ofTexts((text) => equalsIgnoringCase(ways, text));
};

export const startsCaseless: TextTest = (sought) => {
  const ways = caseless(sought);
  return ofTexts((text) => startsIgnoringCase(ways, text));
};

export const endsCaseless: TextTest = (sought) => {
  const ways = caseless(sought);
  return ofTexts((text) => endsIgnoringCase(ways, text));
};

export const fitsWildcardText: TextTest = (source) => {
  const parsed = parseWildcard(source);
  return parsed.kind === 'refused' ? parsed : ofTexts((text) => fitsWildcard(parsed.wildcard, text));
};

export const isWithinNetwork: TextTest = (cidr) => {
  const parsed = parseNetwork(cidr);
  if (parsed.kind === 'refused') return parsed;
  return ofTexts((text) => {
    const address = ipBytes(text);
    return address !== undefined && isInNetwork(parsed.network, address);
  });
};

/** For a text that is an IP address: matches it in any notation. Undefined if it is none. */
export function isSameAddress(text: string): ValueTest | undefined {
  const bytes = ipBytes(text);
  if (bytes === undefined) return undefined;
  const network = singleAddress(bytes);
  return (value) => {
    const address = typeof value === 'string' ? ipBytes(value) : undefined;
    return address !== undefined && isInNetwork(network, address);
  };
}

const ofTexts = (fits: (text: string) => boolean): MadeTest => ({
  kind: 'test',
  test: (value) => typeof value === 'string' && fits(value),
});
