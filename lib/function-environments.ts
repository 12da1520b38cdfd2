import type * as z from 'zod';
import type { environment as acceptEvent } from '../functions/accept-event/env.ts';
import type { environment as authorizeRequest } from '../functions/authorize-request/env.ts';
import type { environment as describeApi } from '../functions/describe-api/env.ts';
import type { environment as dispatchDelivery } from '../functions/dispatch-delivery/env.ts';
import type { environment as escalateFailure } from '../functions/escalate-failure/env.ts';
import type { environment as fanOutEvent } from '../functions/fan-out-event/env.ts';
import type { environment as manageConfiguration } from '../functions/manage-configuration/env.ts';
import type { environment as purgeDeleted } from '../functions/purge-deleted/env.ts';
import type { environment as readDeliveries } from '../functions/read-deliveries/env.ts';
import type { environment as reconcileLanes } from '../functions/reconcile-lanes/env.ts';
import type { environment as recordActivity } from '../functions/record-activity/env.ts';
import type { environment as releaseDeliveries } from '../functions/release-deliveries/env.ts';
import type { environment as resendDeliveries } from '../functions/resend-deliveries/env.ts';
import type { environment as retryDelivery } from '../functions/retry-delivery/env.ts';
import type { environment as serveConsole } from '../functions/serve-console/env.ts';
import type { environment as testWebhook } from '../functions/test-webhook/env.ts';

/** The schema of each function's variables, by its folder in `functions/`. */
type EnvironmentSchemas = {
  'accept-event': typeof acceptEvent;
  'authorize-request': typeof authorizeRequest;
  'describe-api': typeof describeApi;
  'dispatch-delivery': typeof dispatchDelivery;
  'escalate-failure': typeof escalateFailure;
  'fan-out-event': typeof fanOutEvent;
  'manage-configuration': typeof manageConfiguration;
  'purge-deleted': typeof purgeDeleted;
  'read-deliveries': typeof readDeliveries;
  'reconcile-lanes': typeof reconcileLanes;
  'record-activity': typeof recordActivity;
  'release-deliveries': typeof releaseDeliveries;
  'resend-deliveries': typeof resendDeliveries;
  'retry-delivery': typeof retryDelivery;
  'serve-console': typeof serveConsole;
  'test-webhook': typeof testWebhook;
};

export type FunctionName = keyof EnvironmentSchemas;

/** The variables that the function's schema asks for, neither more nor fewer. */
export type VariableOf<Name extends FunctionName> = keyof z.input<EnvironmentSchemas[Name]>;
