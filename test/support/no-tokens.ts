import type { AccessTokens } from '../../functions/shared/webhooks/application/access-tokens.ts';

const unasked = async () => {
  throw new Error('No webhook of this test asks for a token');
};

/** For worlds whose endpoints ask for no token. */
export const noTokens: AccessTokens = { get: unasked, refresh: unasked };
