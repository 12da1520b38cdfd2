import {
  changeSpace,
  createSpace,
  deleteSpace,
  type SpaceServices,
  spaceView,
} from '../../application/manage-spaces.ts';
import { done, notFound } from '../../application/outcome.ts';
import { created, emptied } from '../api/created.ts';
import { answerPage } from '../api/paging.ts';
import { type Served, serve } from '../api/serve.ts';
import * as contract from '../contract/spaces.ts';

export const spaceRoutes = (services: SpaceServices): readonly Served[] => [
  serve(contract.createSpace, async ({ body, request }) =>
    created(await createSpace(services, { draft: body, request }), { path: '/v1/spaces', version: 1 }),
  ),
  serve(contract.listSpaces, ({ query }) =>
    answerPage({ list: 'spaces', query }, { read: (page) => services.spaces.list(page), view: spaceView }),
  ),
  serve(contract.readSpace, async ({ path }) => {
    const space = await services.spaces.find(path('space'));
    return space === undefined ? notFound('space') : done({ body: spaceView(space), version: space.version });
  }),
  serve(contract.changeSpace, async ({ path, body, expected }) => {
    const outcome = await changeSpace(services, { spaceId: path('space'), change: body, expected });
    return outcome.ok ? done({ body: spaceView(outcome.value), version: outcome.value.version }) : outcome;
  }),
  serve(contract.deleteSpace, async ({ path, expected }) =>
    emptied(await deleteSpace(services, { spaceId: path('space'), expected })),
  ),
];
