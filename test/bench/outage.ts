import { parseArgs } from 'node:util';
import { idOf } from '../simulation/invariants.ts';
import { Chance, Kernel } from '../simulation/kernel.ts';
import { space, World } from '../simulation/world.ts';
import { aWebhook } from '../support/records/webhook.ts';

const { values } = parseArgs({
  options: { 'per-hour': { type: 'string', multiple: true, default: ['60', '360', '1440'] } },
});
const hour = 3_600_000;
const outageHours = 36;
/** List price of a state transition, us-east-1. */
const perTransition = 25 / 1_000_000;
/** One execution per failing delivery: start, and wait, attempt and choice for each of five retries, and the end. */
const transitionsPerDelivery = 1 + 5 * 3 + 1;

/** One endpoint that is down for 36 hours and then up again, with the real use cases on the simulated AWS. */
async function outage(perHour: number) {
  const kernel = new Kernel('2026-01-01T00:00:00.000Z');
  const world = new World(kernel, new Chance(1));
  const webhook = aWebhook({ id: 'wh_1', space, payload: { format: 'raw' }, url: 'https://down.example.com/' });
  world.webhooks.set(webhook.id, webhook);
  world.endpoints.set(webhook.url, 'hanging');
  const start = kernel.time;
  const count = perHour * outageHours;
  for (let index = 0; index < count; index += 1) {
    kernel.at(start + (index * hour) / perHour, () => {
      const time = kernel.now().toISOString();
      const event = { space, id: `evt_${index}`, type: 'hit.detected', time, data: `evt_${index}` };
      world.events.claim([{ event, envelopeId: event.id, receivedAt: time, targets: [] }]);
      const ids = { deliveryId: idOf(event, webhook.id), space, eventId: event.id, eventType: event.type };
      world.firstAttempts.send({ ...ids, webhookId: webhook.id, event, repeated: false });
    });
  }
  await kernel.runUntil(start + outageHours * hour);
  const transitions = world.executions.transitions;
  const attempts = world.endpoints.sent.length;
  const executions = world.executions.started;
  world.endpoints.set(webhook.url, 'up');
  const up = kernel.time;
  const isParked = () => world.deliveries.all.some(({ place }) => place !== undefined && place.queue !== 'scheduled');
  while (isParked() && kernel.time < up + 48 * hour) await kernel.runUntil(kernel.time + 15_000);
  const drainedAt = kernel.time;
  await kernel.runUntil(up + outageHours * hour);
  const ended = (state: string) => world.deliveries.all.filter((delivery) => delivery.state === state).length;
  return {
    'deliveries/h': perHour,
    deliveries: count,
    attempts,
    'dispatch s': attempts * 10,
    executions,
    transitions,
    'lane $': (transitions * perTransition).toFixed(3),
    'per delivery $': (count * transitionsPerDelivery * perTransition).toFixed(3),
    'drained min': ((drainedAt - up) / 60_000).toFixed(1),
    succeeded: ended('succeeded'),
    exhausted: ended('exhausted'),
  };
}

const rows = [];
for (const perHour of values['per-hour']) rows.push(await outage(Number(perHour)));
console.table(rows);
