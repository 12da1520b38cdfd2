import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Replaces the SDK's default credential chain: Lambda passes a function its credentials in the environment (Lambda
 * developer guide, environment variables). The rest of the chain, for developers' machines, is 100 KB of clients.
 */
export const defaultProvider = fromEnv;
