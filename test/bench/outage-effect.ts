import { OutageWorld } from './outage-world.ts';

const down = 'wh_down';
const healthy = ['wh_1', 'wh_2', 'wh_3', 'wh_4', 'wh_5'];
/** Of each healthy endpoint. */
const healthyPerSecond = 4;
const phaseMs = 90_000;
/** Whatever has not arrived so long after its phase is late without end. */
const patienceMs = 30_000;
/** Enough parked for a drain that outlasts the last phase. */
const backlog = 100_000;

const phases = ['before', 'goes down', 'stays down', 'drains'] as const;
type Phase = (typeof phases)[number];

/** Milliseconds from an event to its arrival at its endpoint; infinite when it did not come in time. */
type Effect = Readonly<{ phase: Phase; healthy: readonly number[]; own: readonly number[] }>;

type Arrival = Readonly<{ phase: Phase; webhookId: string; sentAt: number }> & { ms: number };

/**
 * What others feel when an endpoint goes down, stays down and drains what was parked, and what its own new events feel.
 * The outage is as long as it takes to park enough: a longer one is drained at the same pace.
 */
export async function effectOfOutage(perSecond: number): Promise<readonly Effect[]> {
  const outage = new OutageWorld();
  const { kernel, world } = outage;
  for (const webhookId of [down, ...healthy]) outage.addEndpoint(webhookId, 'up');
  const arrivals = new Map<string, Arrival>();
  let phase: Phase | undefined;
  const put = (webhookId: string) => (eventId: string) => {
    if (phase !== undefined)
      arrivals.set(eventId, { phase, webhookId, sentAt: kernel.time, ms: Number.POSITIVE_INFINITY });
  };
  world.endpoints.onSend = ({ eventId, at }) => {
    const arrival = arrivals.get(eventId);
    if (arrival?.ms === Number.POSITIVE_INFINITY) arrival.ms = at - arrival.sentAt;
  };
  const play = async (name: Phase) => {
    phase = name;
    const until = kernel.time + phaseMs;
    for (const webhookId of healthy)
      outage.send({ webhookId, perSecond: healthyPerSecond, until, put: put(webhookId) });
    await kernel.runUntil(until);
    phase = undefined;
    await kernel.runUntil(until + patienceMs);
  };
  outage.send({ webhookId: down, perSecond, until: Number.POSITIVE_INFINITY, put: put(down) });
  await play('before');
  outage.turn(down, 'hanging');
  await play('goes down');
  await kernel.runUntil(kernel.time + (backlog / perSecond) * 1000);
  await play('stays down');
  outage.turn(down, 'up');
  while (world.lanes.get(down)?.circuit.state !== 'closed') await kernel.runUntil(kernel.time + 100);
  await play('drains');
  if (outage.waiting === 0) throw new Error('The drain was over before its phase was');
  const of = (name: Phase, own: boolean) =>
    [...arrivals.values()]
      .filter((each) => each.phase === name && (each.webhookId === down) === own)
      .map(({ ms }) => ms);
  return phases.map((name) => ({ phase: name, healthy: of(name, false), own: of(name, true) }));
}
