import type * as z from 'zod';
import { type AuditPorts, auditedResources } from '../../platform/application/audited-stores.ts';
import { deleteResource, putResource, type ResourceKind } from '../../platform/application/manage-resources.ts';
import { notFound, type Outcome, ok } from '../../platform/application/outcome.ts';
import type { ResourceRef, ResourceStore } from '../../platform/application/ports.ts';
import type { ConfiguredKind } from '../../platform/domain/configuration-change.ts';
import type { JsonValue } from '../../platform/domain/json.ts';
import type { JsonObject } from '../../platform/domain/merge-patch.ts';
import type { Principal } from '../../platform/domain/principal.ts';
import type { Resource } from '../../platform/domain/resource.ts';
import type { Operation } from './operation.ts';
import { type PageQuery, pageResponse } from './paging.ts';
import type { PathParameter, PathReader } from './path-parameters.ts';
import { type ApiResponse, type ApiRoute, type DraftContract, serve, serveDraft } from './serve.ts';
import { noContentResponse } from './standard-responses.ts';

/** Fields that are JSON, but for what is left out. */
type JsonFields = Readonly<Record<string, JsonValue | undefined>>;

/** One kind of resource over HTTP: its rules, and how it is named in paths and responses. */
export type RoutedResource<Fields> = Omit<ResourceKind<Fields>, 'store' | 'view'> &
  Readonly<{
    store: ResourceStore<Fields>;
    /** As changes of the configuration are published. */
    kind: ConfiguredKind;
    /** The part of the path that holds its id. */
    parameter: PathParameter;
    /** What names it in a response. */
    name: (id: string) => JsonObject;
  }>;

/** The routes that are alike for every kind of resource, and the parts that the others are made of. */
export function resourceRoutes<Fields extends JsonFields>(
  ports: AuditPorts,
  { store, kind, parameter, name, ...rules }: RoutedResource<Fields>,
) {
  const parentOf = (path: PathReader): Omit<ResourceRef, 'id'> => ({
    space: path('space'),
    ...(rules.parentNoun === 'webhook' && { parent: path('webhookId') }),
  });
  const refOf = (path: PathReader): ResourceRef => ({ ...parentOf(path), id: path(parameter) });
  const view = ({ id, fields, createdAt, updatedAt }: Resource<Fields>): JsonObject => ({
    ...name(id),
    ...Object.fromEntries(Object.entries(fields).filter(isDefined)),
    createdAt,
    updatedAt,
  });
  const kindFor = (by: Principal): ResourceKind<Fields> => ({
    ...rules,
    view,
    store: auditedResources(store, kind, { ...ports, by }),
  });
  const respond = (outcome: Outcome<Resource<Fields>>): Outcome<ApiResponse> =>
    outcome.ok ? ok({ body: view(outcome.value), version: outcome.value.version }) : outcome;

  return {
    parentOf,
    refOf,
    kindFor,
    respond,

    list: (contract: Operation<z.ZodType, z.ZodType<PageQuery>>): ApiRoute =>
      serve(contract, ({ path, query }) => {
        const parent = parentOf(path);
        const list = `${rules.noun}s of ${JSON.stringify(parent)}`;
        return pageResponse({ list, query }, { read: (page) => store.list({ ...parent, ...page }), view });
      }),

    read: (contract: Operation): ApiRoute =>
      serve(contract, async ({ path }) => {
        const found = await store.find(refOf(path));
        return found === undefined ? notFound(rules.noun) : respond(ok(found));
      }),

    put: (contract: DraftContract<Fields, z.ZodType>): ApiRoute =>
      serveDraft(contract, async ({ principal, path, body, expected }) =>
        respond(await putResource(ports, kindFor(principal), { draft: { ref: refOf(path), fields: body }, expected })),
      ),

    remove: (contract: Operation): ApiRoute =>
      serve(contract, async ({ principal, path, expected }) =>
        noContentResponse(await deleteResource(kindFor(principal), { ref: refOf(path), expected })),
      ),
  };
}

const isDefined = (entry: [string, JsonValue | undefined]): entry is [string, JsonValue] => entry[1] !== undefined;
