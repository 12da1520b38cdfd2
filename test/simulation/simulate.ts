import { checkExecutions, watchExecutions } from './execution-invariants.ts';
import { faultProfiles } from './fault-profiles.ts';
import { noFaults } from './faults.ts';
import { checkHealth, watchHealth } from './health-invariants.ts';
import { checkEnd, isLaneOpen, watch } from './invariants.ts';
import { Kernel, Rng } from './kernel.ts';
import { chaosMs, longestPauseMs, Scenario, start } from './scenario.ts';
import { World } from './world.ts';

/** What one run was like. */
export type Outcome = Readonly<{
  seed: number;
  disabled: number;
  steps: number;
  deliveries: number;
  requests: number;
  executions: number;
  mails: number;
  states: Readonly<Record<string, number>>;
}>;

const hour = 3_600_000;
/**
 * After the chaos: the longest pause, 36 hours unsent at a dead endpoint, 36 hours of retries of the last probe, a day for the last
 * digest, and room for what was delayed. Most runs come to rest much earlier.
 */
const calmMs = longestPauseMs + (36 + 36 + 24 + 24 + 48) * hour;

/** Runs the delivery side through days of trouble that the seed decides. Throws when anything promised is broken. */
export async function simulate(seed: number, trace?: (line: string) => void): Promise<Outcome> {
  const chance = new Rng(seed);
  const kernel = new Kernel(start);
  kernel.trace = trace && ((line) => trace(`${kernel.now().toISOString()} ${line}`));
  const world = new World(kernel, chance);
  const profile = faultProfiles[seed % faultProfiles.length] ?? faultProfiles[0];
  const isCalm = profile?.rates === noFaults;
  if (profile) {
    world.profile = profile;
    world.faults.rates = profile.rates;
  }
  const scenario = new Scenario(world, chance);
  watch(world, scenario.eventIds, isCalm);
  watchExecutions(world, isCalm);
  watchHealth(world, isCalm);
  scenario.prepare();
  const calmAt = kernel.time + chaosMs;
  await kernel.runUntil(calmAt);
  world.profile = {
    ...world.profile,
    duplicates: 0,
    indexLagMs: afterwards(world.profile.indexLagMs),
    lostRetries: 0,
    lateRetries: 0,
    lateMessages: 0,
    slowLaneWrites: 0,
  };
  world.faults.rates = noFaults;
  world.faults.storm = undefined;
  for (let ms = hour; ms <= calmMs && !isAtRest(world); ms += hour) await kernel.runUntil(calmAt + ms);
  checkEnd(world, scenario.expected, isCalm);
  checkExecutions(world, { expected: scenario.expectedOfRules, isCalm });
  checkHealth(world);
  const states: Record<string, number> = {};
  for (const { status } of world.deliveries.all) states[status] = (states[status] ?? 0) + 1;
  return {
    seed,
    steps: kernel.steps,
    deliveries: world.deliveries.all.length,
    requests: world.endpoints.sent.length,
    executions: world.executions.started,
    mails: world.mails.length,
    disabled: world.disabled.length,
    states,
  };
}

/** An index that shows nothing goes on so. */
function afterwards(indexLagMs: number): number {
  return Number.isFinite(indexLagMs) ? 1_000 : indexLagMs;
}

function isAtRest(world: World): boolean {
  return (
    world.webhooks.ids.every((id) => !isLaneOpen(world, id)) &&
    world.executions.running.length === 0 &&
    world.ledger.all.every(({ unmailed }) => unmailed === 0) &&
    world.queued === 0
  );
}
