import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Logger } from '@aws-lambda-powertools/logger';
import { apiHandler } from '../shared/api/runtime/api-handler.ts';
import { serviceRoutes } from '../shared/openapi/runtime/service-routes.ts';
import document from './openapi.json' with { type: 'json' };

/** The viewer's files are stored compressed beside the bundle. */
function viewerFile(name: string): Uint8Array | undefined {
  const file = join(import.meta.dirname, `${name}.gz`);
  return existsSync(file) ? readFileSync(file) : undefined;
}

/** Serves the routes that need no key, and every path without a route. */
export const handler = apiHandler({ logger: new Logger(), routes: serviceRoutes({ document, viewerFile }) });
