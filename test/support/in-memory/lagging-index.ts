type Version<Entry> = Readonly<{ visibleAt: number; entry: Entry | undefined }>;

/** One item of a group: its writes that may still show, earliest first, and what the index shows of it now. */
type Item<Entry> = { readonly order: number; versions: Version<Entry>[]; shown: Shown<Entry> | undefined };

/** An entry in its place; it is skipped when its item shows another by now. */
type Shown<Entry> = Readonly<{ entry: Entry; sortKey: string; item: Item<Entry> }>;

type Group<Entry> = {
  readonly items: Map<string, Item<Entry>>;
  /** Items with writes that do not show yet, or that are to be forgotten. */
  readonly unsettled: Set<string>;
  /** By sort key, then by who came first. */
  readonly sorted: Shown<Entry>[];
};

export type LaggingIndexSettings<Entry> = Readonly<{
  /** What the entries of a group are sorted by; without it, they are in the order in which they came. */
  sortKey?: (entry: Entry) => string;
  /** Times in milliseconds. */
  now?: () => number;
  lag?: () => number;
}>;

/**
 * A secondary index that shows each write after a lag of its own; of one item, later writes never show before earlier
 * ones. A read costs what it returns and what was written since the last one, however much the index holds.
 */
export class LaggingIndex<Entry> {
  readonly #groups = new Map<string, Group<Entry>>();
  readonly #sortKey: (entry: Entry) => string;
  readonly #now: () => number;
  readonly #lag: () => number;
  #items = 0;

  constructor({ sortKey = () => '', now = () => 0, lag = () => 0 }: LaggingIndexSettings<Entry> = {}) {
    this.#sortKey = sortKey;
    this.#now = now;
    this.#lag = lag;
  }

  /** No entry takes the item out of the index. */
  put({ group: name, key, entry }: Readonly<{ group: string; key: string; entry: Entry | undefined }>): void {
    const group = this.#groups.get(name) ?? { items: new Map(), unsettled: new Set(), sorted: [] };
    const item = group.items.get(key) ?? this.#newItem();
    const visibleAt = Math.max(this.#now() + this.#lag(), item.versions.at(-1)?.visibleAt ?? 0);
    item.versions.push({ visibleAt, entry });
    group.items.set(key, item);
    group.unsettled.add(key);
    this.#groups.set(name, group);
  }

  /** The first entries of a group. */
  entries(name: string, limit = Number.POSITIVE_INFINITY): Entry[] {
    const group = this.#groups.get(name);
    if (group === undefined) return [];
    this.#settle(group);
    const found: Shown<Entry>[] = [];
    let passed = 0;
    for (; passed < group.sorted.length && found.length < limit; passed += 1) {
      const shown = group.sorted[passed];
      if (shown !== undefined && shown.item.shown === shown) found.push(shown);
    }
    if (passed > found.length) group.sorted.splice(0, passed, ...found);
    return found.map(({ entry }) => entry);
  }

  #newItem(): Item<Entry> {
    this.#items += 1;
    return { order: this.#items, versions: [], shown: undefined };
  }

  #settle({ items, unsettled, sorted }: Group<Entry>): void {
    const now = this.#now();
    for (const key of unsettled) {
      const item = items.get(key);
      const latest = item?.versions.findLastIndex(({ visibleAt }) => visibleAt <= now) ?? -1;
      if (item === undefined || latest === -1) continue;
      item.versions.splice(0, latest);
      const entry = item.versions[0]?.entry;
      if (item.shown?.entry !== entry) {
        item.shown = entry && { entry, sortKey: this.#sortKey(entry), item };
        if (item.shown !== undefined) insert(sorted, item.shown);
      }
      if (item.versions.length > 1) continue;
      unsettled.delete(key);
      if (entry === undefined) items.delete(key);
    }
  }
}

function insert<Entry>(sorted: Shown<Entry>[], shown: Shown<Entry>): void {
  let [low, high] = [0, sorted.length];
  // Most come in order, behind all others.
  if (high > 0 && isBefore(sorted[high - 1], shown)) low = high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(sorted[middle], shown)) low = middle + 1;
    else high = middle;
  }
  sorted.splice(low, 0, shown);
}

function isBefore<Entry>(one: Shown<Entry> | undefined, other: Shown<Entry>): boolean {
  if (one === undefined || one.sortKey === other.sortKey) return (one?.item.order ?? 0) <= other.item.order;
  return one.sortKey < other.sortKey;
}
