import { pageResponse } from '../../api/runtime/paging.ts';
import { type ApiRoute, serve } from '../../api/runtime/serve.ts';
import { createdResponse, noContentResponse } from '../../api/runtime/standard-responses.ts';
import type { AuditPorts } from '../../platform/application/audited-stores.ts';
import { notFound, ok } from '../../platform/application/outcome.ts';
import type { Principal } from '../../platform/domain/principal.ts';
import { auditedSpaces } from '../application/audited-spaces.ts';
import { changeSpace, createSpace, deleteSpace, type SpacePorts, spaceView } from '../application/manage-spaces.ts';
import * as contract from './spaces-contract.ts';

export const spaceRoutes = (ports: SpacePorts & AuditPorts): readonly ApiRoute[] => [
  serve(contract.createSpace, async ({ principal, body, request }) =>
    createdResponse(await createSpace(auditedFor(ports, principal), { draft: body, request }), {
      path: '/v1/spaces',
      version: 1,
    }),
  ),
  serve(contract.listSpaces, ({ query }) =>
    pageResponse({ list: 'spaces', query }, { read: (page) => ports.spaces.list(page), view: spaceView }),
  ),
  serve(contract.readSpace, async ({ path }) => {
    const space = await ports.spaces.find(path('space'));
    return space === undefined ? notFound('space') : ok({ body: spaceView(space), version: space.version });
  }),
  serve(contract.changeSpace, async ({ principal, path, body, expected }) => {
    const outcome = await changeSpace(auditedFor(ports, principal), {
      spaceId: path('space'),
      change: body,
      expected,
    });
    return outcome.ok ? ok({ body: spaceView(outcome.value), version: outcome.value.version }) : outcome;
  }),
  serve(contract.deleteSpace, async ({ principal, path, expected }) =>
    noContentResponse(await deleteSpace(auditedFor(ports, principal), { spaceId: path('space'), expected })),
  ),
];

const auditedFor = (ports: SpacePorts & AuditPorts, by: Principal): SpacePorts => ({
  ...ports,
  spaces: auditedSpaces(ports.spaces, { ...ports, by }),
});
