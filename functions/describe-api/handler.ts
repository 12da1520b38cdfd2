import { Logger } from '@aws-lambda-powertools/logger';
import { apiHandler } from '../shared/runtime/api/api-handler.ts';
import { serviceRoutes } from '../shared/runtime/routes/service-routes.ts';

/** Answers the routes that need no key, and every path that is none of the API's. */
export const handler = apiHandler({ logger: new Logger(), routes: serviceRoutes });
