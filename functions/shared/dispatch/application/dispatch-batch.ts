import type { Pause } from '../../platform/application/ports.ts';
import { eachMessage, mergeProcessed, processMessage } from '../../platform/application/returned-messages.ts';
import { type AdmitPorts, admit, applyRateLimits, type RateChecked } from './admit-attempt.ts';
import { type DeferPorts, deferRecording } from './deferred-outcomes.ts';
import { type FollowUpPorts, followUp } from './follow-up.ts';
import { type DispatchOutcome, discard, type MakePorts, makeAttempt, park, reportAttempts } from './make-attempt.ts';
import { type Candidate, type PreparePorts, prepareAttempt } from './prepare-attempt.ts';
import { type RecordPorts, recordOutcomes } from './record-outcomes.ts';
import { type SlowAttemptMonitor, type SlowEndpointPorts, slowAttemptMonitor } from './slow-endpoints.ts';

export type BatchPorts = PreparePorts &
  AdmitPorts &
  MakePorts &
  SlowEndpointPorts &
  RecordPorts &
  FollowUpPorts &
  DeferPorts &
  Readonly<{ pause: Pause }>;

/**
 * The stages of an attempt: prepare, admit, attempt, record, follow up. The deliveries of a batch pass them in parallel, and
 * completed ones are recorded every half second. Returns the ids of the messages that must be received again: only an
 * internal fault causes that.
 */
export async function dispatchBatch(ports: BatchPorts, candidates: readonly Candidate[]): Promise<readonly string[]> {
  const prepared = await eachMessage(ports.report, candidates, (candidate) => prepareAttempt(ports, candidate));
  const rated = await applyRateLimits(ports, prepared.results);
  const slowness = slowAttemptMonitor(ports);
  const dispatched = rated.results.map((one) =>
    processMessage(ports.report, one, () => dispatchOne(ports, one, slowness)),
  );
  const returned = [...prepared.returned, ...rated.returned];
  for await (const wave of inWaves(ports, dispatched)) {
    const completed = mergeProcessed(wave);
    reportAttempts(ports, completed.results);
    const recorded = await recordOutcomes(ports, completed.results);
    const unfinished = await followUp(ports, recorded);
    returned.push(...completed.returned, ...(await deferRecording(ports, completed.results, unfinished)));
  }
  await slowness.flush();
  return returned;
}

async function dispatchOne(
  ports: BatchPorts,
  rated: RateChecked,
  slowness: SlowAttemptMonitor,
): Promise<DispatchOutcome> {
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
 * How long an outcome waits to be recorded together with others, in milliseconds. Most endpoints respond sooner, so one call
 * records most batches; and an endpoint that hangs for 35 s delays no other record.
 */
const waveMs = 500;

/** Yields the results that are complete, every half second until all are. The work must not throw. */
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
