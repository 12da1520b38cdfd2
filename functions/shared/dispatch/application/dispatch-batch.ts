import type { Pause } from '../../platform/application/ports.ts';
import { eachMessage, oneMessage, together } from '../../platform/application/returned-messages.ts';
import { type AdmitPorts, admit, type Rated, takeRates } from './admit-attempt.ts';
import { type FollowUpPorts, followUp } from './follow-up.ts';
import { type DispatchOutcome, discard, type MakePorts, makeAttempt, park, reportAttempts } from './make-attempt.ts';
import { type Candidate, type PreparePorts, prepareAttempt } from './prepare-attempt.ts';
import { type RecordPorts, recordOutcomes } from './record-outcomes.ts';
import { type SlownessWatch, type SlowRoadPorts, slownessWatch } from './slow-road.ts';
import { enqueueUnrecorded, type UnrecordedPorts } from './unrecorded-outcomes.ts';

export type BatchPorts = PreparePorts &
  AdmitPorts &
  MakePorts &
  SlowRoadPorts &
  RecordPorts &
  FollowUpPorts &
  UnrecordedPorts &
  Readonly<{ pause: Pause }>;

/**
 * The way of an attempt: prepare, admit, attempt, record, follow up. A batch's deliveries go it side by side, and what is
 * completed is recorded every half second. Answers the ids of the messages that must come again, for a fault of ours alone.
 */
export async function dispatchBatch(ports: BatchPorts, candidates: readonly Candidate[]): Promise<readonly string[]> {
  const prepared = await eachMessage(ports.report, candidates, (candidate) => prepareAttempt(ports, candidate));
  const rated = await takeRates(ports, prepared.results);
  const slowness = slownessWatch(ports);
  const dispatched = rated.results.map((one) => oneMessage(ports.report, one, () => dispatchOne(ports, one, slowness)));
  const returned = [...prepared.returned, ...rated.returned];
  for await (const wave of inWaves(ports, dispatched)) {
    const completed = together(wave);
    reportAttempts(ports, completed.results);
    const recorded = await recordOutcomes(ports, completed.results);
    const unfinished = await followUp(ports, recorded);
    returned.push(...completed.returned, ...(await enqueueUnrecorded(ports, completed.results, unfinished)));
  }
  await slowness.noted();
  return returned;
}

async function dispatchOne(ports: BatchPorts, rated: Rated, slowness: SlownessWatch): Promise<DispatchOutcome> {
  const admission = await admit(ports, rated);
  switch (admission.kind) {
    case 'attempt':
      return makeAttempt(ports, admission.ready, slowness);
    case 'park':
      return park(ports, admission);
    case 'discard':
      return discard(ports, admission);
  }
}

/**
 * How long an outcome waits for others to be recorded with, in milliseconds: most endpoints answer sooner, so that most
 * batches are recorded by one call; and nobody waits for the 35 s that an endpoint which hangs may take.
 */
const waveMs = 500;

/** What each wave of the work has brought, until all is done. The work never fails. */
async function* inWaves<Result>(
  { pause }: Readonly<{ pause: Pause }>,
  work: readonly Promise<Result>[],
): AsyncGenerator<readonly Result[]> {
  const done: Result[] = [];
  let isOver = false;
  const over = Promise.all(work.map(async (one) => void done.push(await one))).then(() => {
    isOver = true;
  });
  while (!isOver) {
    await Promise.race([over, pause(waveMs)]);
    if (done.length > 0) yield done.splice(0);
  }
  if (done.length > 0) yield done.splice(0);
}
