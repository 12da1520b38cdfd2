import { type BenchWorld, businessData } from './bench-world.ts';
import type { MeasuredWorker } from './measured-worker.ts';

const batchSize = 10;
const deliveries = 500;
/** The first greets the receiver and warms the loop up. */
const runs = 3;

/** CPU in ms that a delivery takes in a loop of undici that signs: what this machine can do at this time. */
export async function bareDelivery(world: BenchWorld, worker: MeasuredWorker, count: number): Promise<number> {
  const bodies = Array.from({ length: count }, () =>
    JSON.stringify({ type: 'order.paid', timestamp: new Date().toISOString(), data: businessData() }),
  );
  const receiver = { url: world.receiverUrl, ca: world.authority.certificatePem };
  const { cpuMs } = await worker.run({ kind: 'bare', ...receiver, bodies, batch: batchSize });
  return cpuMs / count;
}

/** The same, of a process that is warm. */
export async function conditionOfMachine(world: BenchWorld): Promise<number> {
  world.behave(() => 200);
  const worker = world.worker();
  let last = Number.NaN;
  for (let run = 0; run < runs; run += 1) last = await bareDelivery(world, worker, deliveries);
  worker.stop();
  return last;
}
