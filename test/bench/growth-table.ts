import { type BenchWorld, busEnvelope, sqsEvent } from './bench-world.ts';
import { printTable } from './table.ts';

const sizes = [10, 1_000, 100_000];

/** What one event costs when all webhooks of a space want it, first with nothing cached and then again. */
export async function growthTable(world: BenchWorld): Promise<void> {
  const rows: (readonly (string | number)[])[] = [];
  for (const size of sizes) {
    const space = `space-${size}`;
    await world.addSpace(space, []);
    for (let index = 0; index < size; index += 1) {
      world.addSubscription(space, `wh_${index.toString().padStart(6, '0')}`);
    }
    rows.push(await fanOut(world, { space, name: `${size.toLocaleString('en')}, first event` }));
    rows.push(await fanOut(world, { space, name: `${size.toLocaleString('en')}, next event` }));
  }
  printTable(
    '5. Growth: fan-out of one 2 KB event to every webhook of a space',
    ['webhooks', 'ms', 'CPU ms', 'invocations', 'read units', 'write units', 'SQS requests', 'AWS calls'],
    rows,
  );
}

async function fanOut(world: BenchWorld, { space, name }: Readonly<{ space: string; name: string }>) {
  const { aws } = world;
  const worker = world.worker();
  // A container that has run before: what is measured is the work, not the first connection.
  await world.addSpace('warm', ['wh_warm']);
  for (const warming of ['warm', ...(name.endsWith('next event') ? [space] : [])]) {
    aws.put('events', { body: busEnvelope(warming, new Date()) });
    await drain(world, worker);
  }
  aws.takeUnits();
  aws.put('events', { body: busEnvelope(space, new Date()) });
  const { wallMs, cpuMs, invocations } = await drain(world, worker);
  const units = aws.takeUnits();
  worker.stop();
  return [
    name,
    wallMs.toFixed(0),
    cpuMs.toFixed(0),
    invocations,
    units.readUnits,
    units.writeUnits,
    units.sqsRequests,
    units.calls,
  ] as const;
}

async function drain(world: BenchWorld, worker: ReturnType<BenchWorld['worker']>) {
  let [wallMs, cpuMs, invocations] = [0, 0, 0];
  while (world.aws.size('events') > 0) {
    const event = sqsEvent(world.aws.take('events'));
    const invoked = await worker.run({ kind: 'invoke', bundle: world.bundle('fan-out-event'), event });
    wallMs += invoked.wallMs;
    cpuMs += invoked.cpuMs;
    invocations += 1;
  }
  world.aws.discard('deliveries');
  return { wallMs, cpuMs, invocations };
}
