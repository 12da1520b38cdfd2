import type { AwsUnits } from './units.ts';

/** DynamoDB's JSON: each value in an object that names its type. */
type Value = Readonly<Record<string, unknown>>;
export type Item = Readonly<Record<string, Value>>;
type Json = Readonly<Record<string, unknown>>;

/** The members of DynamoDB's calls that the adapters use. */
export type TableInput = Readonly<{
  Key?: Item;
  Item?: Item;
  ConsistentRead?: boolean;
  Limit?: number;
  IndexName?: string;
  KeyConditionExpression?: string;
  ConditionExpression?: string;
  ExpressionAttributeValues?: Item;
  ExclusiveStartKey?: Item;
  RequestItems?: Readonly<Record<string, Readonly<{ Keys: readonly Item[]; ConsistentRead?: boolean }>>>;
  Statements?: readonly Statement[];
}>;

/** A change of an item, as a table's stream has it. */
export type TableChange = Readonly<{ before: Item | undefined; after: Item }>;

/** One table in memory with the index `lane`/`dueAt`, counting read and write units (DynamoDB developer guide). */
export class CannedTable {
  readonly #units: AwsUnits;
  readonly #items = new Map<string, Item>();
  /** Sort keys of each partition, in order. */
  readonly #partitions = new Map<string, string[]>();
  /** The index's partitions: their items by key. */
  readonly #lanes = new Map<string, Map<string, Item>>();

  /** What the stream's reader receives and has not taken yet (lib/constructs/activity.ts has the same filters). */
  readonly changes: TableChange[] = [];

  constructor(units: AwsUnits) {
    this.#units = units;
  }

  put(item: Item): void {
    const [pk, sk] = keyOf(item);
    const key = `${pk}\n${sk}`;
    const before = this.#items.get(key);
    if (!before) insertSorted(this.#partition(pk), sk);
    this.#items.set(key, item);
    if (pk.startsWith('DELIVERIES#') || (pk.startsWith('EVENT#') && sk === 'EVENT')) {
      this.changes.push({ before, after: item });
    }
    if (before?.lane) this.#lane(String(before.lane.S)).delete(key);
    if (item.lane) this.#lane(String(item.lane.S)).set(key, item);
  }

  /** The earliest `dueAt` of the index in partitions whose key begins so; in ms since 1970. */
  firstDue(prefix: string): number {
    const times = [...this.#lanes].flatMap(([lane, items]) =>
      lane.startsWith(prefix) ? [...items.values()].map(({ dueAt }) => Date.parse(String(dueAt?.S))) : [],
    );
    return Math.min(Number.POSITIVE_INFINITY, ...times);
  }

  /** The item as it is, uncounted. */
  peek(pk: string, sk: string): Item | undefined {
    return this.#items.get(`${pk}\n${sk}`);
  }

  clear(): void {
    this.#items.clear();
    this.#partitions.clear();
    this.#lanes.clear();
    this.changes.length = 0;
  }

  call(action: string, input: TableInput): Json {
    switch (action) {
      case 'GetItem':
        return { Item: this.#read(input.Key ?? {}, input.ConsistentRead === true) };
      case 'BatchGetItem':
        return this.#batchGet(input);
      case 'Query':
        return this.#query(input);
      case 'PutItem':
        return this.#conditionalPut(input);
      case 'UpdateItem':
        return this.#add(input);
      case 'BatchExecuteStatement':
        return { Responses: (input.Statements ?? []).map((each) => this.#execute(each)) };
      default:
        throw new Error(`The canned table knows no ${action}`);
    }
  }

  #partition(pk: string): string[] {
    const keys = this.#partitions.get(pk) ?? [];
    this.#partitions.set(pk, keys);
    return keys;
  }

  #lane(partition: string): Map<string, Item> {
    const items = this.#lanes.get(partition) ?? new Map<string, Item>();
    this.#lanes.set(partition, items);
    return items;
  }

  #read(key: Item, consistent: boolean): Item | undefined {
    const item = this.#items.get(keyOf(key).join('\n'));
    this.#units.readUnits += Math.max(1, Math.ceil(sizeOf(item) / 4096)) * (consistent ? 1 : 0.5);
    return item;
  }

  #batchGet({ RequestItems = {} }: TableInput): Json {
    const responses = Object.entries(RequestItems).map(([table, { Keys, ConsistentRead }]) => {
      const found = Keys.flatMap((key) => this.#read(key, ConsistentRead === true) ?? []);
      return [table, found];
    });
    return { Responses: Object.fromEntries(responses), UnprocessedKeys: {} };
  }

  #query(input: TableInput): Json {
    const values = input.ExpressionAttributeValues ?? {};
    const limit = Number(input.Limit ?? Number.POSITIVE_INFINITY);
    const found: Page =
      input.IndexName === undefined ? this.#queryTable(input, limit) : this.#queryIndex(values, limit);
    const bytes = found.items.reduce((sum, item) => sum + sizeOf(item), 0);
    this.#units.readUnits += Math.max(1, Math.ceil(bytes / 4096)) * (input.ConsistentRead === true ? 1 : 0.5);
    const last = found.items.at(-1);
    return {
      Items: found.items,
      Count: found.items.length,
      ...(found.more && last && { LastEvaluatedKey: { pk: last.pk, sk: last.sk } }),
    };
  }

  #queryTable(input: TableInput, limit: number): Page {
    const values = input.ExpressionAttributeValues ?? {};
    const condition = String(input.KeyConditionExpression);
    const name = /pk = (:\w+)/.exec(condition)?.[1] ?? ':pk';
    const pk = String(values[name]?.S);
    const prefix = /begins_with\(sk, (:\w+)\)/.exec(condition)?.[1];
    const [, first, last] = /sk BETWEEN (:\w+) AND (:\w+)/.exec(condition) ?? [];
    const after = input.ExclusiveStartKey?.sk?.S;
    const wanted = this.#partition(pk).filter(
      (sk) =>
        (after === undefined || sk > String(after)) &&
        (prefix === undefined || sk.startsWith(String(values[prefix]?.S))) &&
        (first === undefined || sk >= String(values[first]?.S)) &&
        (last === undefined || sk <= String(values[last]?.S)),
    );
    const page = wanted.slice(0, limit);
    const items = page.flatMap((sk): readonly Item[] => {
      const item = this.#items.get(`${pk}\n${sk}`);
      return item ? [item] : [];
    });
    return { items, more: limit < wanted.length };
  }

  #queryIndex(values: Item, limit: number): Page {
    const lane = values[':lane']?.S;
    const until = values[':time']?.S;
    const items = [...this.#lane(String(lane)).values()]
      .filter((item) => until === undefined || String(item.dueAt?.S) <= String(until))
      .sort((one, other) => (String(one.dueAt?.S) < String(other.dueAt?.S) ? -1 : 1));
    const keys = items.map(({ pk = {}, sk = {}, lane: l = {}, dueAt = {} }): Item => ({ pk, sk, lane: l, dueAt }));
    return { items: keys.slice(0, limit), more: keys.length > limit };
  }

  #conditionalPut(input: TableInput): Json {
    const item = input.Item ?? {};
    const before = this.#items.get(keyOf(item).join('\n'));
    const condition = String(input.ConditionExpression ?? '');
    const wanted = input.ExpressionAttributeValues?.[':before']?.N;
    const refused =
      (condition.startsWith('attribute_not_exists') && before !== undefined) ||
      (condition === 'version = :before' && before?.version?.N !== wanted);
    this.#bill(before, item);
    if (refused) return { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException' };
    this.put(item);
    return {};
  }

  /** `ADD #used :wanted` of the rate limiter. */
  #add(input: TableInput): Json {
    const key = input.Key ?? {};
    const before = this.#items.get(keyOf(key).join('\n'));
    const added = input.ExpressionAttributeValues?.[':wanted']?.N;
    const used = { N: String(Number(before?.used?.N ?? 0) + Number(added)) };
    this.#bill(before, { ...key, used });
    this.put({ ...key, used });
    return { Attributes: { used } };
  }

  #execute({ Statement, Parameters }: Statement): Json {
    if (Statement.startsWith('INSERT')) return this.#insert(Statement, Parameters);
    return Statement.startsWith('DELETE') ? this.#delete(Parameters) : this.#update(Statement, Parameters);
  }

  #insert(text: string, parameters: readonly Value[]): Json {
    const names = [...text.matchAll(/'(\w+)': \?/g)].map(([, name = '']) => name);
    const item: Item = Object.fromEntries(names.map((name, index) => [name, parameters[index] ?? {}]));
    const before = this.#items.get(keyOf(item).join('\n'));
    this.#bill(before, item);
    if (before) return { Error: { Code: 'DuplicateItem' } };
    this.put(item);
    return {};
  }

  /** By its key; returns the item. */
  #delete([pk, sk]: readonly Value[]): Json {
    const key = `${pk?.S}\n${sk?.S}`;
    const before = this.#items.get(key);
    this.#bill(before, {});
    if (before === undefined) return {};
    this.#items.delete(key);
    const keys = this.#partition(String(pk?.S));
    keys.splice(keys.indexOf(String(sk?.S)), 1);
    return { Item: before };
  }

  #update(text: string, parameters: readonly Value[]): Json {
    const [clauses = '', conditions = ''] = text.split(' WHERE ');
    const set = [...clauses.matchAll(/SET "(\w+)" = \?/g)].map(([, name = '']) => name);
    const removed = [...clauses.matchAll(/REMOVE "(\w+)"/g)].map(([, name = '']) => name);
    const equal = [...conditions.matchAll(/"(\w+)" = \?/g)].map(([, name = '']) => name);
    const expected = Object.fromEntries(equal.map((name, index) => [name, parameters[set.length + index] ?? {}]));
    const before = this.#items.get(`${expected.pk?.S}\n${expected.sk?.S}`);
    const holds =
      before !== undefined &&
      Object.entries(expected).every(([name, value]) => JSON.stringify(before[name]) === JSON.stringify(value));
    if (!holds) {
      this.#bill(before, before ?? {});
      return { Error: { Code: 'ConditionalCheckFailed' } };
    }
    const kept = Object.entries(before).filter(([name]) => !removed.includes(name));
    const changed = set.map((name, index): [string, Value] => [name, parameters[index] ?? {}]);
    const after: Item = Object.fromEntries([...kept, ...changed]);
    this.#bill(before, after);
    this.put(after);
    return {};
  }

  /** A write costs the larger of the item before and after; an entry of the index that changes place costs one out, one in. */
  #bill(before: Item | undefined, after: Item): void {
    this.#units.writeUnits += Math.max(1, Math.ceil(Math.max(sizeOf(before), sizeOf(after)) / 1024));
    const [was, is] = [before, after].map((item) => item?.lane && `${item.lane.S} ${item.dueAt?.S}`);
    if (was === is) return;
    this.#units.writeUnits += (was === undefined ? 0 : 1) + (is === undefined ? 0 : 1);
  }
}

type Page = Readonly<{ items: readonly Item[]; more: boolean }>;
type Statement = Readonly<{ Statement: string; Parameters: readonly Value[] }>;

function keyOf(item: Item): readonly [string, string] {
  return [String(item.pk?.S), String(item.sk?.S)];
}

function insertSorted(keys: string[], key: string): void {
  const last = keys.at(-1);
  keys.push(key);
  if (last !== undefined && last > key) keys.sort();
}

/** Plain data as DynamoDB's JSON. */
export function toItem(data: Readonly<Record<string, unknown>>): Item {
  return Object.fromEntries(
    Object.entries(data).flatMap(([name, value]): [string, Value][] =>
      value === undefined ? [] : [[name, toValue(value)]],
    ),
  );
}

function toValue(value: unknown): Value {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  if (Array.isArray(value)) return { L: value.map(toValue) };
  if (typeof value === 'object') return { M: toItem({ ...value }) };
  throw new Error(`A table stores no ${typeof value}`);
}

/** Names and values as they are stored; of numbers and binaries about (DynamoDB developer guide, item sizes). */
export function sizeOf(item: Item | undefined): number {
  if (item === undefined) return 0;
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value), 0);
}

function valueSize(value: Value): number {
  const [type, held] = Object.entries(value)[0] ?? ['NULL', null];
  switch (type) {
    case 'S':
      return Buffer.byteLength(String(held));
    case 'N':
      return Math.ceil(String(held).length / 2) + 1;
    case 'B':
      return Math.floor((String(held).length * 3) / 4);
    case 'L':
      return 3 + (held as readonly Value[]).reduce((sum, each) => sum + 1 + valueSize(each), 0);
    case 'M':
      return 3 + Object.keys(held as Item).length + sizeOf(held as Item);
    default:
      return 1;
  }
}
