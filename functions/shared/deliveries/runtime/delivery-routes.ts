import { pageBody, readCursor } from '../../api/runtime/paging.ts';
import { type ApiResponse, type ApiRoute, serve } from '../../api/runtime/serve.ts';
import { deliveryTime } from '../../events/domain/delivery-id.ts';
import { type Outcome, ok } from '../../platform/application/outcome.ts';
import type { Page } from '../../platform/application/ports.ts';
import {
  type EventWithDeliveries,
  listDeliveries,
  type ReadDeliveryPorts,
  readDelivery,
  readEvent,
} from '../application/read-deliveries.ts';
import type { Delivery } from '../domain/delivery.ts';
import { attemptCount } from '../domain/stored-attempts.ts';
import * as contract from './deliveries-contract.ts';

export const deliveryRoutes = (ports: ReadDeliveryPorts): readonly ApiRoute[] => [
  serve(contract.listDeliveries, async ({ path, query }): Promise<Outcome<ApiResponse>> => {
    const ref = { space: path('space'), webhookId: path('webhookId') };
    const { limit, cursor, status, ...filter } = query;
    const list = `deliveries of ${JSON.stringify([ref, status, filter])}`;
    const position = readCursor(list, cursor);
    if (!position.ok) return position;
    const outcome = await listDeliveries(ports, {
      ref,
      query: { limit, after: position.value, status, ...filter },
    });
    if (!outcome.ok) return outcome;
    const { deliveries: items, next } = outcome.value;
    return ok({ body: searchedPageBody<Delivery>(list, { page: { items, next }, view: deliveryView }) });
  }),
  serve(contract.readDelivery, async ({ path }): Promise<Outcome<ApiResponse>> => {
    const ref = { space: path('space'), webhookId: path('webhookId') };
    const outcome = await readDelivery(ports, { ref, deliveryId: path('deliveryId') });
    return outcome.ok ? ok({ body: deliveryView(outcome.value) }) : outcome;
  }),
  serve(contract.readEvent, async ({ path, query }): Promise<Outcome<ApiResponse>> => {
    const ref = { space: path('space'), eventId: path('eventId') };
    const list = `deliveries of ${JSON.stringify(ref)}`;
    const position = readCursor(list, query.cursor);
    if (!position.ok) return position;
    const outcome = await readEvent(ports, { ref, page: Number(position.value ?? 0) });
    return outcome.ok ? ok({ body: eventView(list, outcome.value) }) : outcome;
  }),
];

/** A page in the form of every list, and how far it has searched. */
export const searchedPageBody: typeof pageBody = (list, shown) => ({
  ...pageBody(list, shown),
  ...(shown.page.next !== undefined && { searchedTo: new Date(deliveryTime(shown.page.next)).toISOString() }),
});

/** Its version, its queue, its round of attempts, and the bus's id of its event are internal. */
export function deliveryView({
  space: _s,
  envelopeId: _e,
  position: _p,
  version: _v,
  round: _r,
  roundIds: _i,
  status,
  ...delivery
}: Delivery) {
  return { ...delivery, attemptCount: attemptCount(delivery), status };
}

function eventView(list: string, { stored, deliveries, next }: EventWithDeliveries) {
  const { space: _space, ...event } = stored.event;
  const page: Page<(typeof deliveries)[number]> = { items: deliveries, next: next?.toString() };
  return {
    ...event,
    receivedAt: stored.receivedAt,
    deliveries: pageBody(list, {
      page,
      view: ({ id, target, delivery }) => ({
        id,
        ...(target.kind === 'rule' ? { ruleId: target.id } : { webhookId: target.id }),
        status: delivery?.status ?? 'pending',
      }),
    }),
  };
}
