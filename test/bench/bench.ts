import { cpus } from 'node:os';
import { conditionOfMachine } from './bare-loop.ts';
import { BenchWorld } from './bench-world.ts';
import { costTable } from './cost-table.ts';
import { deliveryTable } from './delivery-table.ts';
import { filterTable } from './filter-table.ts';
import { growthTable } from './growth-table.ts';
import { isolationTable } from './isolation-table.ts';
import { neighboursTable } from './neighbours-table.ts';
import { outageTable } from './outage-table.ts';
import { replayTable } from './replay-table.ts';
import { startTable } from './start-table.ts';
import { note } from './table.ts';

/** By name, in the order they are printed. */
const tables: Readonly<Record<string, (world: BenchWorld) => Promise<void>>> = {
  delivery: deliveryTable,
  cost: costTable,
  start: startTable,
  isolation: isolationTable,
  neighbours: neighboursTable,
  growth: growthTable,
  outage: outageTable,
  filters: filterTable,
  replays: replayTable,
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in tables));
if (unknown.length > 0) {
  console.error(
    `There is no table ${unknown.join(', ')}: give any of ${Object.keys(tables).join(', ')}, or none for all.`,
  );
  process.exit(1);
}

console.log(
  `Node ${process.version} on ${cpus().length} × ${cpus()[0]?.model}. Compare within one run: machines differ, and loads.`,
);
for (const [name, print] of Object.entries(tables)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  const world = await BenchWorld.open();
  try {
    const before = await conditionOfMachine(world);
    await print(world);
    const after = await conditionOfMachine(world);
    note(
      `The machine: a bare delivery took ${before.toFixed(3)} ms of CPU before this table, ${after.toFixed(3)} after.`,
    );
  } finally {
    world.close();
  }
}
process.exit(0);
