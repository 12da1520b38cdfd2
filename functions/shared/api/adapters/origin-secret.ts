import * as z from 'zod';
import type { SecretText } from '../../platform/adapters/secrets-manager-text.ts';
import { sameText } from '../../platform/domain/same-text.ts';
import type { OriginCheck } from '../application/ports.ts';

const secret = z.object({ current: z.string().min(32), previous: z.array(z.string().min(32)).default([]) });

/** Accepts the secret's current version, or a previous one that it still lists. */
export function originSecret(text: SecretText): OriginCheck {
  const admits = (plain: string, shown: string): boolean => {
    const { current, previous } = secret.parse(JSON.parse(plain));
    return [current, ...previous].some((version) => sameText(version, shown));
  };
  return {
    async admits(shown) {
      if (shown === undefined) return false;
      // The secret may have been rotated since the text was read.
      return admits(await text.read(), shown) || admits(await text.readAgain(), shown);
    },
  };
}
