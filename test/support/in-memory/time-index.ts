import { encodeTime } from 'ulid';
import type {
  IndexEntry,
  Indexed,
  TimeIndex,
  TimeIndexPage,
  TimeIndexQuery,
} from '../../../functions/shared/statistics/application/ports.ts';

export class InMemoryTimeIndex<Entry extends IndexEntry> implements TimeIndex<Entry> {
  readonly #spaces = new Map<string, Map<string, Entry>>();

  async add(lines: readonly Indexed<Entry>[]): Promise<void> {
    for (const { space, entry } of lines) {
      const entries = this.#spaces.get(space) ?? new Map<string, Entry>();
      this.#spaces.set(space, entries.set(entry.key, entry));
    }
  }

  async list({ space, limit, after, eventType, since, until }: TimeIndexQuery): Promise<TimeIndexPage<Entry>> {
    const all = [...(this.#spaces.get(space)?.values() ?? [])]
      .filter(({ key }) => after === undefined || key < after)
      .filter(({ key }) => since === undefined || key >= encodeTime(Date.parse(since)))
      .filter(({ key }) => until === undefined || key < encodeTime(Date.parse(until)))
      .filter((entry) => eventType === undefined || entry.eventType === eventType)
      .sort((one, other) => (one.key > other.key ? -1 : 1));
    const entries = all.slice(0, limit);
    return { entries, next: all.length > limit ? entries.at(-1)?.key : undefined };
  }
}
