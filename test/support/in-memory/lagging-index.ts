type Version<Entry> = Readonly<{ visibleAt: number; entry: Entry | undefined }>;

/** A secondary index that shows each write after a lag of its own; of one item, later writes never show before earlier ones. */
export class LaggingIndex<Entry> {
  readonly #groups = new Map<string, Map<string, Version<Entry>[]>>();
  readonly #now: () => number;
  readonly #lag: () => number;

  /** Times in milliseconds. */
  constructor(now: () => number = () => 0, lag: () => number = () => 0) {
    this.#now = now;
    this.#lag = lag;
  }

  /** No entry takes the item out of the index. */
  put({ group, key, entry }: Readonly<{ group: string; key: string; entry: Entry | undefined }>): void {
    const items = this.#groups.get(group) ?? new Map<string, Version<Entry>[]>();
    const versions = items.get(key) ?? [];
    const visibleAt = Math.max(this.#now() + this.#lag(), versions.at(-1)?.visibleAt ?? 0);
    versions.push({ visibleAt, entry });
    items.set(key, versions);
    this.#groups.set(group, items);
  }

  entries(group: string): Entry[] {
    const now = this.#now();
    const entries: Entry[] = [];
    for (const [key, versions] of this.#groups.get(group) ?? []) {
      while (versions.length > 1 && (versions[1]?.visibleAt ?? 0) <= now) versions.shift();
      const [version] = versions;
      if (version === undefined || version.visibleAt > now) continue;
      if (version.entry !== undefined) entries.push(version.entry);
      else if (versions.length === 1) this.#groups.get(group)?.delete(key);
    }
    return entries;
  }
}
