import { replyId } from '../../application/idempotency.ts';
import { cancelReplay, type ReplayManagementPorts, startReplay } from '../../application/manage-replays.ts';
import { done, notFound, type Outcome, refused } from '../../application/outcome.ts';
import type { IdSource } from '../../application/ports/id-source.ts';
import { type RetryOutcome, type RetryPorts, retryDelivery } from '../../application/retry-delivery.ts';
import type { Delivery } from '../../domain/delivery.ts';
import { deliveryId } from '../../domain/delivery-id.ts';
import { maxOpenReplays } from '../../domain/lane.ts';
import type { Replay } from '../../domain/replay.ts';
import { type Reply, type Served, serve } from '../api/serve.ts';
import { retryExecution } from '../contract/executions.ts';
import * as contract from '../contract/retries.ts';
import { deliveryView } from './delivery-routes.ts';
import { executionView } from './execution-routes.ts';

export type RetryServices = RetryPorts & ReplayManagementPorts & Readonly<{ ids: IdSource }>;

export const retryRoutes = (services: RetryServices): readonly Served[] => [
  serve(contract.retryDelivery, async ({ path, request }) => {
    const ref = { space: path('space'), webhookId: path('webhookId'), deliveryId: path('deliveryId') };
    const requestId = request.key === undefined ? services.ids.id() : replyId(request);
    return answerRetry(await retryDelivery(services, { ...ref, requestId }), { noun: 'delivery', view: deliveryView });
  }),
  serve(retryExecution, async ({ path, request }) => {
    const ref = { space: path('space'), ruleId: path('ruleId'), deliveryId: path('executionId') };
    const requestId = request.key === undefined ? services.ids.id() : replyId(request);
    return answerRetry(await retryDelivery(services, { ...ref, requestId }), {
      noun: 'execution',
      view: executionView,
    });
  }),
  serve(contract.startReplay, async ({ path, body, request }) => {
    const ref = { space: path('space'), webhookId: path('webhookId') };
    const replayId = request.key === undefined ? services.ids.id() : idOfKey(replyId(request), ref.webhookId);
    const outcome = await startReplay(services, { ...ref, ...body, replayId });
    switch (outcome.kind) {
      case 'started': {
        const location = `/v1/spaces/${ref.space}/webhooks/${ref.webhookId}/replays/${replayId}`;
        return done({ body: replayView(outcome.replay), headers: { location } });
      }
      case 'not_found':
        return notFound('webhook');
      case 'webhook_disabled':
        return refused({ kind: 'wrong_state', detail: 'The webhook is disabled: enable it, then replay.' });
      case 'too_many_open':
        return refused({
          kind: 'wrong_state',
          detail: `The webhook has ${maxOpenReplays} replays that still run: wait for one to end, or cancel it.`,
        });
    }
  }),
  serve(contract.readReplay, async ({ path }) => {
    const found = await services.replays.find({ webhookId: path('webhookId'), replayId: path('replayId') });
    return answerReplay(found);
  }),
  serve(contract.cancelReplay, async ({ path }) => {
    const ref = { webhookId: path('webhookId'), replayId: path('replayId') };
    return answerReplay(await cancelReplay(services, ref));
  }),
];

type Shown = Readonly<{ noun: string; view: (delivery: Delivery) => unknown }>;

function answerRetry(outcome: RetryOutcome, { noun, view }: Shown): Outcome<Reply> {
  switch (outcome.kind) {
    case 'accepted':
      return done({ body: view(outcome.delivery) });
    case 'not_found':
      return notFound(noun);
    case 'still_going': {
      const { nextAttemptAt } = outcome.delivery;
      const when = nextAttemptAt === undefined ? 'soon' : `at ${nextAttemptAt}`;
      return refused({ kind: 'wrong_state', detail: `The ${noun} has not ended: it is attempted again ${when}.` });
    }
    case 'nothing_failed':
      return refused({
        kind: 'wrong_state',
        detail: 'The rule was carried out: there is no failed step to go on from.',
      });
    case 'webhook_stopped': {
      const remedy = outcome.status === 'paused' ? 'resume it' : 'enable it';
      return refused({ kind: 'wrong_state', detail: `The webhook is ${outcome.status}: ${remedy}, then retry.` });
    }
  }
}

function answerReplay(replay: Replay | undefined): Outcome<Reply> {
  return replay === undefined ? notFound('replay') : done({ body: replayView(replay) });
}

function replayView({ space: _space, state, cursor: _cursor, version: _version, ...replay }: Replay) {
  return { ...replay, status: state };
}

/** A ULID that a repeated request comes to again. */
function idOfKey(key: string, webhookId: string): string {
  return deliveryId({ envelopeId: key, targetId: webhookId, time: new Date(0) });
}
