import * as z from 'zod';
import { apiRoutes } from '../../functions/shared/api/domain/api-routes.ts';
import type { PathParameter } from '../../functions/shared/api/runtime/path-parameters.ts';
import { randomIds } from '../../functions/shared/platform/adapters/random-ids.ts';
import type { ApiAnswer, InProcessApi } from './in-process-api.ts';
import { aDelivery } from './records/delivery.ts';
import { anEvent } from './records/event.ts';
import { anExecution } from './records/execution.ts';

/** Ids of everything that a path can name in one space. */
export type ResourceIds = Readonly<Record<Exclude<PathParameter, 'asset'>, string>>;

/** A space with one of each thing, none of which has an id of another space, and the key of its manager. */
export type FurnishedSpace = Readonly<{ key: string; ids: ResourceIds }>;

const identified = z.object({ id: z.string() });

/** Makes a space that has one of everything. A new parameter of paths does not compile until something is made for it. */
export async function furnishSpace(api: InProcessApi, space: string): Promise<FurnishedSpace> {
  const key = await api.createSpace(space);
  const call = async (method: string, path: string, body: object): Promise<unknown> => {
    const answer = await api.call({ method, path: `/v1/spaces/${space}${path}`, key, body });
    if (answer.status > 202) throw new Error(`${method} ${path} was answered ${JSON.stringify(answer)}`);
    return answer.body;
  };
  const create = async (path: string, body: object) => identified.parse(await call('POST', path, body)).id;
  const type = `hit.${space}`;
  const scorecardId = `scorecard-${space}`;
  const eventId = `evt-${space}`;
  const webhookId = await create('/webhooks', { name: 'Alerts', url: 'https://example.com/' });
  const notificationId = await create(`/webhooks/${webhookId}/notifications`, { eventType: type, title: 'Hit' });
  const rule = { name: 'Tell', ownerEmail: 'a@b.example', trigger: { eventType: type }, steps: [{ webhookId }] };
  const ruleId = await create('/rules', rule);
  const replayId = await create(`/webhooks/${webhookId}/replays`, { since: '2026-01-01T00:00:00Z' });
  const keyId = await create('/keys', { name: 'Reader', role: 'viewer' });
  await call('PUT', `/scorecards/${scorecardId}`, { domain: 'example.com' });
  await call('PUT', `/event-types/${type}`, { description: 'A hit' });
  const [deliveryId, executionId] = [randomIds.id(), randomIds.id()];
  const record = { space, webhookId, eventId, status: 'exhausted' } as const;
  await api.deliveries.recordFirst([
    aDelivery({ ...record, id: deliveryId }),
    anExecution({ ...record, id: executionId, execution: { ruleId, steps: [{ webhookId }] } }),
  ]);
  const stored = { envelopeId: space, receivedAt: '2026-01-01T00:00:00.000Z', targets: [webhookId] };
  await api.events.claim([{ event: anEvent({ space, id: eventId }), ...stored }]);
  return {
    key,
    ids: {
      space,
      keyId,
      webhookId,
      deliveryId,
      replayId,
      eventId,
      type,
      notificationId,
      ruleId,
      executionId,
      scorecardId,
    },
  };
}

/** The path of a route, with ids in their places. */
export const pathOf = (route: string, ids: ResourceIds): string =>
  (route.split(' ')[1] ?? '').replaceAll(/\{(\w+)\}/g, (_, name: keyof ResourceIds) => ids[name]);

/** All that a manager can read of a furnished space. */
export async function readAll(
  api: InProcessApi,
  { key, ids }: FurnishedSpace,
): Promise<Readonly<Record<string, ApiAnswer>>> {
  const routes = Object.keys(apiRoutes).filter((route) => route.startsWith('GET /v1/spaces/{space}/'));
  const answers = routes.map(async (route) => [
    route,
    await api.call({ method: 'GET', path: pathOf(route, ids), key }),
  ]);
  return Object.fromEntries(await Promise.all(answers));
}
