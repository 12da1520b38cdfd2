import { join } from 'node:path';
import { Logger } from '@aws-lambda-powertools/logger';
import { apiHandler } from '../shared/api/runtime/api-handler.ts';
import { consoleRoutes } from '../shared/console/runtime/console-routes.ts';
import { packedFiles } from '../shared/console/runtime/packed-files.ts';
import { readEnvironment } from '../shared/platform/runtime/environment.ts';
import { environment } from './env.ts';

const { FRAME_ANCESTORS } = readEnvironment(environment);

/** Serves the console's files, which are stored compressed beside the bundle. */
export const handler = apiHandler({
  logger: new Logger(),
  routes: consoleRoutes({
    files: packedFiles(join(import.meta.dirname, 'console')),
    frameAncestors: FRAME_ANCESTORS,
  }),
});
