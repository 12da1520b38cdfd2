import { compileFilter, filteredContent } from '../../functions/shared/events/domain/event-filter.ts';
import { matcherFor } from '../../functions/shared/events/domain/event-pattern/match.ts';
import type { JsonValue } from '../../functions/shared/platform/domain/json.ts';
import { type BenchWorld, businessData } from './bench-world.ts';
import { median, note, printTable } from './table.ts';

const count = 1_000;
const rounds = 5;

type Workload = Readonly<{ name: string; filter: (index: number) => JsonValue; data: JsonValue }>;

const data: JsonValue = JSON.parse(JSON.stringify(businessData()));
/** As many values as an event of 256 KiB can hold. */
const fullList = Array.from({ length: 128_000 }, (_, index) => index % 10);
const many = <T>(length: number, make: (index: number) => T) => Array.from({ length }, (_, index) => make(index));

const workloads: readonly Workload[] = [
  { name: 'one field, exact', filter: (index) => ({ data: { currency: ['EUR', `X${index}`] } }), data },
  {
    name: 'three fields: exact, numeric, prefix',
    filter: (index) => ({
      type: [{ prefix: 'order.' }],
      data: { currency: ['EUR'], total: [{ numeric: ['>=', index] }] },
    }),
    data,
  },
  {
    name: 'two fields within one element of a list',
    filter: (index) => ({ data: { lines: { title: [{ wildcard: '*some*bought' }], quantity: [index] } } }),
    data,
  },
  {
    name: '$or of four, the last of which matches',
    filter: (index): JsonValue => {
      const branches: JsonValue = [{ a: [index] }, { b: [index] }, { currency: ['USD'] }, { lines: { quantity: [1] } }];
      return { data: { $or: branches } };
    },
    data,
  },
  {
    name: 'the worst: 100 operators, 128,000 values',
    filter: (index) => ({ data: many(100, (limit) => ({ numeric: ['>', 10 + limit + index] })) }),
    data: fullList,
  },
];

/** How long a thousand filters take for one event, in a function that has a processor to itself. */
export async function filterTable(_world: BenchWorld): Promise<void> {
  const rows = workloads.map(({ name, filter, data }) => {
    const sources = many(count, filter);
    const content = filteredContent({ type: 'order.paid', data });
    const compiling = cpuMs(() => sources.map(compileFilter));
    const patterns = sources.map(compileFilter);
    const verdicts = patterns.map(matcherFor(content));
    const matching = cpuMs(() => patterns.map(matcherFor(content)));
    return [
      name,
      compiling.toFixed(1),
      matching.toFixed(1),
      verdicts.filter((verdict) => verdict === 'match').length,
      verdicts.filter((verdict) => verdict === 'undecided').length,
    ];
  });
  printTable(
    `7. Filters: ${count.toLocaleString('en')} of them against one event of 2 KB, or of 256 KB for the worst`,
    ['', 'compile, CPU ms', 'match, CPU ms', 'matched', 'undecided'],
    rows,
  );
  note('A filter is compiled when its subscription is first read, and then kept. An undecided event is sent.');
}

function cpuMs(work: () => unknown): number {
  return median(
    many(rounds, () => {
      const before = process.cpuUsage();
      work();
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1_000;
    }),
  );
}
