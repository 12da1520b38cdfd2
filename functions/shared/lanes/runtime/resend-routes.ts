import { pageResponse } from '../../api/runtime/paging.ts';
import type { PathReader } from '../../api/runtime/path-parameters.ts';
import { type ApiResponse, type ApiRoute, serve } from '../../api/runtime/serve.ts';
import { createdResponse } from '../../api/runtime/standard-responses.ts';
import type { DeliveryRef } from '../../deliveries/application/ports.ts';
import type { Delivery } from '../../deliveries/domain/delivery.ts';
import { deliveryView } from '../../deliveries/runtime/delivery-routes.ts';
import { executionView } from '../../deliveries/runtime/execution-routes.ts';
import { retryExecution } from '../../deliveries/runtime/executions-contract.ts';
import {
  claimId,
  type IdempotencyPorts,
  idempotencyId,
  type RepeatableRequest,
} from '../../platform/application/idempotency.ts';
import { notFound, type Outcome, ok, refused } from '../../platform/application/outcome.ts';
import type { IdSource } from '../../platform/application/ports.ts';
import { cancelReplay, type ReplayManagementPorts, startReplay } from '../application/manage-replays.ts';
import { type ManualRetryOutcome, type ManualRetryPorts, retryManually } from '../application/retry-manually.ts';
import type { Replay } from '../domain/replay.ts';
import * as contract from './resend-contract.ts';

export type ResendPorts = IdempotencyPorts & ManualRetryPorts & ReplayManagementPorts & Readonly<{ ids: IdSource }>;

export const resendRoutes = (ports: ResendPorts): readonly ApiRoute[] => [
  serve(contract.retryDelivery, ({ path, request }) => {
    const ref = { space: path('space'), webhookId: path('webhookId'), deliveryId: path('deliveryId') };
    return retry(ports, { ref, request, shown: { noun: 'delivery', view: deliveryView } });
  }),
  serve(retryExecution, ({ path, request }) => {
    const ref = { space: path('space'), ruleId: path('ruleId'), deliveryId: path('executionId') };
    return retry(ports, { ref, request, shown: { noun: 'execution', view: executionView } });
  }),
  startReplayRoute(ports),
  serve(contract.listReplays, ({ path, query }) => {
    const webhookId = path('webhookId');
    return pageResponse(
      { list: `replays of ${webhookId}`, query },
      { read: (page) => ports.replays.list({ webhookId, ...page }), view: replayView },
    );
  }),
  serve(contract.readReplay, async ({ path }) => replayResponse(await ports.replays.find(replayRef(path)))),
  serve(contract.cancelReplay, async ({ path }) => replayResponse(await cancelReplay(ports, replayRef(path)))),
];

const startReplayRoute = (ports: ResendPorts) =>
  serve(contract.startReplay, async ({ path, body, request }) => {
    const ref = { space: path('space'), webhookId: path('webhookId') };
    const replayId = () => claimId(ports, { request, id: ports.ids.id() });
    const outcome = await startReplay(ports, { ...ref, ...body, replayId });
    if (!outcome.ok) return outcome;
    return createdResponse(ok(replayView(outcome.value)), {
      path: `/v1/spaces/${ref.space}/webhooks/${ref.webhookId}/replays`,
    });
  });

const replayRef = (path: PathReader) => ({
  webhookId: path('webhookId'),
  replayId: path('replayId'),
});

type Shown = Readonly<{ noun: string; view: (delivery: Delivery) => unknown }>;
type Retry = Readonly<{ ref: DeliveryRef & Readonly<{ space: string }>; request: RepeatableRequest; shown: Shown }>;

async function retry(ports: ResendPorts, { ref, request, shown }: Retry): Promise<Outcome<ApiResponse>> {
  const requestId = request.key === undefined ? ports.ids.id() : idempotencyId(request);
  return retryResponse(await retryManually(ports, { ...ref, requestId }), shown);
}

function retryResponse(outcome: ManualRetryOutcome, { noun, view }: Shown): Outcome<ApiResponse> {
  switch (outcome.kind) {
    case 'accepted':
      return ok({ body: view(outcome.delivery) });
    case 'not_found':
      return notFound(noun);
    case 'still_going': {
      const { nextAttemptAt } = outcome.delivery;
      const next = nextAttemptAt === undefined ? '' : ` Its next attempt is at ${nextAttemptAt}.`;
      return refused({
        kind: 'wrong_state',
        detail: `The ${noun} is still in progress. Only an ended ${noun} can be retried.${next}`,
      });
    }
    case 'nothing_failed':
      return refused({
        kind: 'wrong_state',
        detail: 'The execution succeeded: there is no failed step to retry.',
      });
    case 'webhook_stopped': {
      const remedy = outcome.status === 'paused' ? 'resume it' : 'enable it';
      return refused({ kind: 'wrong_state', detail: `The webhook is ${outcome.status}: ${remedy}, then retry.` });
    }
  }
}

function replayResponse(replay: Replay | undefined): Outcome<ApiResponse> {
  return replay === undefined ? notFound('replay') : ok({ body: replayView(replay) });
}

function replayView({ space: _space, cursor: _cursor, version: _version, ...replay }: Replay) {
  return replay;
}
