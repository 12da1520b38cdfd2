import type { SecretsManager } from './aws/aws-clients.ts';

/** A secret's text, read once and cached. */
export interface SecretText {
  read(): Promise<string>;
  /** Reads the secret anew, unless it was read just now. */
  readAgain(): Promise<string>;
}

/** How long a text is cached by default: a rotated secret is noticed within this time. */
const defaultKeptForMs = 5 * 60 * 1_000;
/** Least time between reads, so that texts that name no known key cannot flood Secrets Manager. */
const leastPauseMs = 1_000;

export function secretsManagerText(
  client: SecretsManager,
  arn: string,
  { keptForMs = defaultKeptForMs } = {},
): SecretText {
  let last: { at: number; text: Promise<string> } | undefined;
  const fetchText = async (): Promise<string> => {
    const { SecretString } = await client.getSecretValue({ SecretId: arn });
    if (SecretString === undefined) throw new Error('The secret holds no text');
    return SecretString;
  };
  const readAfter = async (ms: number): Promise<string> => {
    if (last === undefined || Date.now() - last.at >= ms) last = { at: Date.now(), text: fetchText() };
    const mine = last;
    try {
      return await mine.text;
    } catch (error) {
      // A failure is not cached: the next call tries anew.
      if (last === mine) last = undefined;
      throw error;
    }
  };
  return { read: () => readAfter(keptForMs), readAgain: () => readAfter(leastPauseMs) };
}
