import type { Principal } from './principal.ts';

/** The kinds of configuration, as the types of its changes name them. */
const configuredKinds = ['space', 'key', 'webhook', 'notification', 'rule', 'scorecard', 'event-type'] as const;
export type ConfiguredKind = (typeof configuredKinds)[number];

const changeActions = ['created', 'updated', 'deleted'] as const;
type ChangeAction = (typeof changeActions)[number];

/** The types that changes of the configuration have on the bus, such as `webhook.updated`. */
export const changeTypes = configuredKinds.flatMap((kind) =>
  changeActions.map((action) => `${kind}.${action}` as const),
);

/** A change of the configuration: what was changed, by whom, and when. It holds names of fields, never a value. */
export type ConfigurationChange = Readonly<{
  kind: ConfiguredKind;
  action: ChangeAction;
  space: string;
  id: string;
  /** The webhook that a notification belongs to. */
  parent?: string | undefined;
  by: Principal;
  at: string;
  /** Of an update. */
  changed?: readonly string[] | undefined;
}>;

/** Names of fields that every change has, or that name what was changed. */
const bookkeeping: ReadonlySet<string> = new Set([
  'id',
  'space',
  'createdAt',
  'updatedAt',
  'statusSince',
  'freshSince',
  'version',
]);

/** The names of the fields in which two versions differ, as the API names them. */
export function changedFields(before: object, after: object): readonly string[] {
  const was = new Map<string, unknown>(Object.entries(before));
  const is = new Map<string, unknown>(Object.entries(after));
  const names = [...new Set([...was.keys(), ...is.keys()])].filter((name) => !bookkeeping.has(name));
  return names
    .filter((name) => JSON.stringify(was.get(name)) !== JSON.stringify(is.get(name)))
    .map((name) => (name === 'secrets' ? 'secret' : name))
    .sort();
}
