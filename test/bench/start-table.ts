import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { promisify } from 'node:util';
import * as z from 'zod';
import { functionNames } from '../../lib/function-bundles.ts';
import { conditionOfMachine } from './bare-loop.ts';
import type { BenchWorld } from './bench-world.ts';
import { median, note, printTable } from './table.ts';

const run = promisify(execFile);
const runs = 9;

/** CPU in ms that a bare delivery takes where the aims below were set. */
const bareMs = 0.08;
/** KB and ms, for whoever waits for these. */
const aims: Readonly<Record<string, readonly [kilobytes: number, ms: number]>> = {
  'accept-event': [300, 50],
  'authorize-request': [300, 50],
  'dispatch-delivery': [400, 70],
  'fan-out-event': [400, 70],
  'retry-delivery': [400, 70],
};

/** What a cold start has to load, and how long that takes; the time of Node itself is not counted. */
export async function startTable(world: BenchWorld): Promise<void> {
  const slower = (await conditionOfMachine(world)) / bareMs;
  const rows: (readonly (string | number)[])[] = [];
  for (const name of functionNames()) {
    const times: { wall: number; cpu: number }[] = [];
    for (let round = 0; round < runs; round += 1) times.push(await load(world, name));
    const kilobytes = statSync(world.bundle(name)).size / 1000;
    rows.push([
      name,
      kilobytes.toFixed(0),
      median(times.map(({ wall }) => wall)).toFixed(0),
      Math.min(...times.map(({ wall }) => wall)).toFixed(0),
      median(times.map(({ cpu }) => cpu)).toFixed(0),
      (median(times.map(({ cpu }) => cpu)) / slower).toFixed(0),
      aims[name] ? `${aims[name][0]} KB, ${aims[name][1]} ms` : '',
    ]);
  }
  printTable(
    `3. Start: each bundle loaded in a new Node process, ${runs} times`,
    ['function', 'KB', 'median ms', 'least ms', 'median CPU ms', `at ${bareMs}`, 'aim'],
    rows,
  );
  note(`"At ${bareMs}": the CPU where a bare delivery takes ${bareMs} ms, which is what the aims were set for.`);
}

const start = z.object({ wall: z.number(), cpu: z.number() });

async function load(world: BenchWorld, name: string): Promise<z.infer<typeof start>> {
  const script = `
    const cpu = process.cpuUsage();
    const startedAt = performance.now();
    const { handler } = await import(${JSON.stringify(world.bundle(name))});
    if (typeof handler !== 'function') throw new Error('no handler');
    const wall = performance.now() - startedAt;
    const { user, system } = process.cpuUsage(cpu);
    console.log(JSON.stringify({ wall, cpu: (user + system) / 1000 }));
    process.exit(0);`;
  // Source maps are read only when an error is shown, so the switch costs what it costs on Lambda.
  const { stdout } = await run('node', ['--enable-source-maps', '--input-type=module', '-e', script], {
    env: { PATH: process.env.PATH, ...world.environment() },
  });
  return start.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
}
