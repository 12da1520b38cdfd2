import { type BenchWorld, businessData, deliveryMessage, sqsEvent } from './bench-world.ts';
import { median, note, printTable } from './table.ts';
import type { Answer } from './worker.ts';

const webhooks = Array.from({ length: 50 }, (_, index) => `wh_${index}`);
const batchSize = 10;
const batches = 200;
const rounds = 5;

/** How much of a processor a delivery takes, beside the least that anybody could do. */
export async function dispatchTable(world: BenchWorld): Promise<void> {
  await world.addSpace('acme', webhooks);
  world.behave(() => 200);
  const bundle = world.bundle('dispatch-delivery');
  const ours = world.worker();
  const bare = world.worker();
  const dispatch = () => ours.ask({ kind: 'invokeAll', bundle, events: makeBatches() });
  const loop = () =>
    bare.ask({
      kind: 'bare',
      url: world.receiverUrl,
      ca: world.authority.certificatePem,
      bodies: Array.from({ length: batches * batchSize }, () => JSON.stringify(standardBody())),
      batch: batchSize,
    });
  await Promise.all([dispatch(), loop()]);
  const measured: { dispatch: Answer; bare: Answer }[] = [];
  for (let round = 0; round < rounds; round += 1) measured.push({ bare: await loop(), dispatch: await dispatch() });

  const deliveries = batches * batchSize;
  const perSecond = (ms: number) => Math.round((deliveries * 1000) / ms);
  const row = (name: string, answers: readonly Answer[]) => [
    name,
    perSecond(median(answers.map(({ cpuMs }) => cpuMs))),
    perSecond(median(answers.map(({ wallMs }) => wallMs))),
    (median(answers.map(({ cpuMs }) => cpuMs)) / deliveries).toFixed(3),
  ];
  printTable(
    '1. Dispatch: 2 KB deliveries to 50 endpoints over TLS, batches of 10',
    ['', 'per CPU-second', 'per wall second', 'CPU ms each'],
    [
      row(
        'dispatch function, as bundled',
        measured.map(({ dispatch: answer }) => answer),
      ),
      row(
        'bare undici loop that signs',
        measured.map(({ bare: answer }) => answer),
      ),
    ],
  );
  const ratios = measured.map((pair) => pair.bare.cpuMs / pair.dispatch.cpuMs);
  note(`Dispatch makes ${median(ratios).toFixed(2)} of the bare loop's deliveries per CPU-second (aim: at least 0.5).`);
  ours.stop();
  bare.stop();
}

function standardBody() {
  return { type: 'order.paid', timestamp: new Date().toISOString(), data: businessData() };
}

let sent = 0;

function makeBatches() {
  return Array.from({ length: batches }, (_, batch) =>
    sqsEvent(
      Array.from({ length: batchSize }, (_unused, index) => {
        sent += 1;
        const webhookId = webhooks[(batch * batchSize + index) % webhooks.length] ?? '';
        const { deliveryId, body } = deliveryMessage({ webhookId, eventId: `evt_${sent}` });
        return { id: deliveryId, body, receiveCount: 1 };
      }),
    ),
  );
}
