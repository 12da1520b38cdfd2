import { join } from 'node:path';
import { Logger } from '@aws-lambda-powertools/logger';
import { apiHandler } from '../shared/api/runtime/api-handler.ts';
import { consoleRoutes } from '../shared/console/runtime/console-routes.ts';
import { packedFiles } from '../shared/console/runtime/packed-files.ts';
import { readEnvironment } from '../shared/platform/runtime/environment.ts';
import { environment } from './env.ts';

const { FRAME_ANCESTORS, ...env } = readEnvironment(environment);

const signIn =
  env.OIDC_CLIENT_ID === ''
    ? undefined
    : {
        issuer: env.OIDC_ISSUER,
        clientId: env.OIDC_CLIENT_ID,
        scope: env.OIDC_SCOPE,
        origins: env.OIDC_ORIGINS,
      };

/** Serves the console's files, which are stored compressed beside the bundle. */
export const handler = apiHandler({
  logger: new Logger(),
  routes: consoleRoutes({
    files: packedFiles(join(import.meta.dirname, 'console')),
    frameAncestors: FRAME_ANCESTORS,
    signIn,
  }),
});
