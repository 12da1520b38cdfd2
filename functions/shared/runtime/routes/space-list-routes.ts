import { type ListEventsServices, type ListedEvent, listEvents } from '../../application/list-events.ts';
import { type ListSpaceDeliveriesServices, listSpaceDeliveries } from '../../application/list-space-deliveries.ts';
import type { Outcome } from '../../application/outcome.ts';
import type { Delivery } from '../../domain/delivery.ts';
import { answerPage } from '../api/paging.ts';
import { type Reply, type Served, serve } from '../api/serve.ts';
import * as contract from '../contract/deliveries.ts';
import { deliveryView } from './delivery-routes.ts';

/** The lists of a whole space. */
export const spaceListRoutes = (services: ListEventsServices & ListSpaceDeliveriesServices): readonly Served[] => [
  serve(contract.listEvents, async ({ path, query }): Promise<Outcome<Reply>> => {
    const space = path('space');
    const { limit, cursor, type: eventType, ...range } = query;
    const list = `events of ${JSON.stringify([space, eventType, range])}`;
    return answerPage<ListedEvent>(
      { list, query: { limit, cursor } },
      { read: (page) => listEvents(services, { space, eventType, ...range, ...page }), view: (event) => event },
    );
  }),
  serve(contract.listSpaceDeliveries, async ({ path, query }): Promise<Outcome<Reply>> => {
    const space = path('space');
    const { limit, cursor, status: state, ...filter } = query;
    const list = `deliveries of ${JSON.stringify([{ space }, state, filter])}`;
    return answerPage<Delivery>(
      { list, query: { limit, cursor } },
      {
        read: async (page) => {
          const { deliveries: items, next } = await listSpaceDeliveries(services, { space, state, ...filter, ...page });
          return { items, next };
        },
        view: deliveryView,
      },
    );
  }),
];
