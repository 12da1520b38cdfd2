import { pageResponse } from '../../api/runtime/paging.ts';
import { type ApiRoute, serve, serveDraft } from '../../api/runtime/serve.ts';
import { createdResponse, noContentResponse } from '../../api/runtime/standard-responses.ts';
import type { AuditPorts } from '../../platform/application/audited-stores.ts';
import type { Principal } from '../../platform/domain/principal.ts';
import { auditedKeys } from '../application/audited-keys.ts';
import {
  canManageKeys,
  createKey,
  createPortalLink,
  type KeyPorts,
  keyView,
  revokeKey,
} from '../application/manage-keys.ts';
import * as contract from './keys-contract.ts';

type KeyRoutePorts = KeyPorts &
  AuditPorts &
  Readonly<{
    /** The console's URL, with a trailing slash. */
    consoleUrl: string;
  }>;

export const keyRoutes = (ports: KeyRoutePorts): readonly ApiRoute[] => [
  serveDraft(
    { contract: contract.createKey, part: contract.keyDraftPart },
    async ({ principal, path, body, request }) => {
      const allowed = canManageKeys(principal);
      if (!allowed.ok) return allowed;
      const space = path('space');
      return createdResponse(await createKey(auditedFor(ports, principal), { space, draft: body, request }), {
        path: `/v1/spaces/${space}/keys`,
      });
    },
  ),
  serve(contract.listKeys, ({ path, query }) => {
    const space = path('space');
    return pageResponse(
      { list: `keys of ${space}`, query },
      { read: (page) => ports.keys.list({ space, ...page }), view: keyView },
    );
  }),
  serve(contract.revokeKey, async ({ principal, path }) => {
    const allowed = canManageKeys(principal);
    if (!allowed.ok) return allowed;
    return noContentResponse(
      await revokeKey(auditedFor(ports, principal), { space: path('space'), keyId: path('keyId') }),
    );
  }),
  serve(contract.createPortalLink, async ({ principal, path, body, request }) => {
    const allowed = canManageKeys(principal);
    if (!allowed.ok) return allowed;
    const space = path('space');
    return createdResponse(await createPortalLink(auditedFor(ports, principal), { space, draft: body, request }), {
      path: `/v1/spaces/${space}/keys`,
    });
  }),
];

const auditedFor = (ports: KeyRoutePorts, by: Principal): KeyRoutePorts => ({
  ...ports,
  keys: auditedKeys(ports.keys, { ...ports, by }),
});
