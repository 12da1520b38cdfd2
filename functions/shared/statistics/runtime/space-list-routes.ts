import { pageResponse, readCursor } from '../../api/runtime/paging.ts';
import { type ApiResponse, type ApiRoute, serve } from '../../api/runtime/serve.ts';
import type { Delivery } from '../../deliveries/domain/delivery.ts';
import * as contract from '../../deliveries/runtime/deliveries-contract.ts';
import { deliveryView, searchedPageBody } from '../../deliveries/runtime/delivery-routes.ts';
import { type Outcome, ok } from '../../platform/application/outcome.ts';
import { type ListEventsPorts, type ListedEvent, listEvents } from '../application/list-events.ts';
import { type ListSpaceDeliveriesPorts, listSpaceDeliveries } from '../application/list-space-deliveries.ts';

/** The lists of a whole space. */
export const spaceListRoutes = (ports: ListEventsPorts & ListSpaceDeliveriesPorts): readonly ApiRoute[] => [
  serve(contract.listEvents, async ({ path, query }): Promise<Outcome<ApiResponse>> => {
    const space = path('space');
    const { limit, cursor, type: eventType, ...range } = query;
    const list = `events of ${JSON.stringify([space, eventType, range])}`;
    return pageResponse<ListedEvent>(
      { list, query: { limit, cursor } },
      { read: (page) => listEvents(ports, { space, eventType, ...range, ...page }), view: (event) => event },
    );
  }),
  serve(contract.listSpaceDeliveries, async ({ path, query }): Promise<Outcome<ApiResponse>> => {
    const space = path('space');
    const { limit, cursor, status, ...filter } = query;
    const list = `deliveries of ${JSON.stringify([{ space }, status, filter])}`;
    const position = readCursor(list, cursor);
    if (!position.ok) return position;
    const { deliveries: items, next } = await listSpaceDeliveries(ports, {
      space,
      status,
      ...filter,
      limit,
      after: position.value,
    });
    return ok({ body: searchedPageBody<Delivery>(list, { page: { items, next }, view: deliveryView }) });
  }),
];
