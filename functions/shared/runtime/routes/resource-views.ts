import type { JsonValue } from '../../domain/json.ts';
import type { JsonObject } from '../../domain/merge-patch.ts';
import type { Resource } from '../../domain/resource.ts';
import type { Reply } from '../api/serve.ts';

/** A resource as the API shows it: its ids, its fields, and its times. */
export const resourceView =
  (name: (resource: Resource<unknown>) => JsonObject) =>
  (resource: Resource<JsonFields>): JsonObject => ({
    ...name(resource),
    ...Object.fromEntries(Object.entries(resource.fields).filter(isDefined)),
    createdAt: resource.createdAt,
    updatedAt: resource.updatedAt,
  });

/** The fields, which are JSON, without absent ones. */
type JsonFields = Readonly<Record<string, JsonValue | undefined>>;

const isDefined = (entry: [string, JsonValue | undefined]): entry is [string, JsonValue] => entry[1] !== undefined;

export const shownBy =
  <Fields>(view: (resource: Resource<Fields>) => JsonValue) =>
  (resource: Resource<Fields>): Reply => ({ body: view(resource), version: resource.version });
