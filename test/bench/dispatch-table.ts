import { type BenchWorld, businessData, deliveryMessage, sqsEvent } from './bench-world.ts';
import type { MeasuredWorker } from './measured-worker.ts';
import { median, note, printTable } from './table.ts';
import type { Answer } from './worker.ts';

const webhooks = Array.from({ length: 50 }, (_, index) => `wh_${index}`);
const batchSize = 10;
const batches = 200;
const warmUps = 3;
const rounds = 5;

/** How much of a processor a delivery takes, beside the least that anybody could do. */
export async function dispatchTable(world: BenchWorld): Promise<void> {
  await world.addSpace('acme', webhooks);
  world.behave(() => 200);
  const bundle = world.bundle('dispatch-delivery');
  const [ours, bare, recording] = [world.worker(), world.worker(), world.worker()];
  const loop = (worker: MeasuredWorker, records: boolean) =>
    worker.ask({
      kind: 'bare',
      url: world.receiverUrl,
      ca: world.authority.certificatePem,
      bodies: Array.from({ length: batches * batchSize }, () => JSON.stringify(standardBody())),
      batch: batchSize,
      records,
    });
  const round = async (): Promise<Round> => ({
    bare: await loop(bare, false),
    recording: await loop(recording, true),
    dispatch: await ours.ask({ kind: 'invokeAll', bundle, events: makeBatches() }),
  });
  for (let warmUp = 0; warmUp < warmUps; warmUp += 1) await round();
  const measured: Round[] = [];
  for (let each = 0; each < rounds; each += 1) measured.push(await round());
  print(measured);
  for (const worker of [ours, bare, recording]) worker.stop();
}

type Round = Readonly<{ bare: Answer; recording: Answer; dispatch: Answer }>;

function print(measured: readonly Round[]): void {
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
        measured.map(({ dispatch }) => dispatch),
      ),
      row(
        'bare undici loop that signs',
        measured.map(({ bare }) => bare),
      ),
      row(
        'the same, recording each batch by one SDK call',
        measured.map(({ recording }) => recording),
      ),
    ],
  );
  const share = (of: (round: Round) => Answer) =>
    median(measured.map((round) => of(round).cpuMs / round.dispatch.cpuMs)).toFixed(2);
  note(
    `Dispatch makes ${share(({ bare }) => bare)} of the bare loop's deliveries per CPU-second (aim: at least 0.5), and ${share(({ recording }) => recording)} of those of the loop that records.`,
  );
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
