import type { ChangeOutcome, DeliveryStore, RecordOutcome, WaitItems } from '../../deliveries/application/ports.ts';
import { waitItemOf } from '../../deliveries/domain/wait-item.ts';
import { type KeepPorts, keepNeeded } from '../../lanes/application/keep-needed.ts';
import type { LaneRegistry } from '../../lanes/application/lane-registry.ts';
import { isWriteFault } from '../../platform/application/ports.ts';
import { partitionOf } from '../../platform/domain/partition.ts';
import type { DispatchReport } from './dispatch-report.ts';
import { answeredAt, laneUpdates, type WaitingOutcome } from './lane-updates.ts';
import type { DispatchOutcome } from './make-attempt.ts';

export type RecordPorts = KeepPorts &
  Readonly<{
    deliveries: Pick<DeliveryStore, 'recordFirst' | 'change'>;
    waits: Pick<WaitItems, 'put'>;
    laneRegistry: Pick<LaneRegistry, 'find' | 'notify' | 'observe'>;
    report: Pick<DispatchReport, 'unkept'>;
  }>;

/** An outcome and what came of recording it. */
export type RecordedOutcome = RecordedNow | RecordedBefore | NotRecorded;
export type RecordedNow = InLane & Readonly<{ status: 'recorded' }>;
/** Somebody else has recorded the delivery. */
export type RecordedBefore = InLane & Readonly<{ status: 'already_recorded' }>;
type NotRecorded = DispatchOutcome & Readonly<{ status: 'failed'; error: unknown }>;

/** An outcome whose lane wakes for what waits. */
type InLane = WaitingOutcome &
  Readonly<{
    /** Why the lane does not know that the endpoint answered; absent when it does, or need not. */
    answerUnnoted: unknown;
  }>;

/**
 * Records outcomes together, in this order: wait items, lanes, records. So a crash in between leaves an item that no record
 * confirms, never a record without an item or a lane that would not wake for it. What fails does so alone; never throws.
 */
export async function recordOutcomes(
  ports: RecordPorts,
  outcomes: readonly DispatchOutcome[],
): Promise<readonly RecordedOutcome[]> {
  const recordable = outcomes.filter(isRecordable);
  if (recordable.length === 0) return [];
  try {
    const waiting = await withWaitItems(ports, recordable);
    await keepWhatWaits(ports, waiting);
    const items = await putItems(ports, waiting);
    const lanes = await updateLanes(ports, items.passed);
    return [...items.failed, ...lanes.failed, ...(await writeRecords(ports, lanes.passed))];
  } catch (error) {
    return recordable.map((outcome) => failed(outcome, error));
  }
}

/** Of a deleted webhook's first attempt nothing is kept; a rule that still calls it shows that it could not. */
function isRecordable(outcome: DispatchOutcome): boolean {
  return !isFirst(outcome) || outcome.webhook !== undefined || outcome.before.execution !== undefined;
}

/** Whether the delivery has no record yet. */
function isFirst({ before }: DispatchOutcome): boolean {
  return before.version === 0;
}

function failed(outcome: DispatchOutcome, error: unknown): NotRecorded {
  return { ...outcome, status: 'failed', error };
}

async function withWaitItems(
  { laneRegistry }: RecordPorts,
  outcomes: readonly DispatchOutcome[],
): Promise<readonly WaitingOutcome[]> {
  const waiting = outcomes.filter(({ after }) => after.position !== undefined);
  const lanes = await laneRegistry.find(waiting.map(({ after }) => after.webhookId));
  return outcomes.map((outcome) => {
    const { after } = outcome;
    const partitions = lanes.get(after.webhookId)?.partitions ?? 1;
    return { ...outcome, item: waitItemOf(after, partitionOf(after.id, partitions)) };
  });
}

/** Half of the retention is left to what cannot be kept now, and it is tried again with the next attempt or walk. */
async function keepWhatWaits(ports: RecordPorts, outcomes: readonly WaitingOutcome[]): Promise<void> {
  try {
    await keepNeeded(
      ports,
      outcomes.flatMap(({ after, item }) => (item ? [after] : [])),
    );
  } catch (error) {
    ports.report.unkept({ error });
  }
}

/** What a step of recording lets pass to the next one, and what it does not. */
type Step<Passed> = Readonly<{ passed: readonly Passed[]; failed: readonly NotRecorded[] }>;

function divide(
  outcomes: readonly WaitingOutcome[],
  errorOf: (outcome: WaitingOutcome) => unknown,
): Step<WaitingOutcome> {
  const isFailed = (outcome: WaitingOutcome) => errorOf(outcome) !== undefined;
  return {
    passed: outcomes.filter((outcome) => !isFailed(outcome)),
    failed: outcomes.filter(isFailed).map((outcome) => failed(outcome, errorOf(outcome))),
  };
}

async function putItems({ waits }: RecordPorts, outcomes: readonly WaitingOutcome[]): Promise<Step<WaitingOutcome>> {
  const items = outcomes.flatMap(({ item }) => item ?? []);
  const answers = items.length > 0 ? await waits.put(items) : [];
  const faults = new Map(items.map((item, index) => [item, answers[index]]));
  return divide(outcomes, ({ item }) => {
    const answer = item && faults.get(item);
    return isWriteFault(answer) ? answer : undefined;
  });
}

/** Updates each lane once. What waits in a lane that could not be updated must not be recorded: nobody would wake for it. */
async function updateLanes(ports: RecordPorts, outcomes: readonly WaitingOutcome[]): Promise<Step<InLane>> {
  const errors = await notifyLanes(ports, outcomes);
  const { passed, failed } = divide(outcomes, ({ item }) => item && errors.get(item.webhookId));
  const unnoted = (outcome: WaitingOutcome) =>
    answeredAt(outcome) === undefined ? undefined : errors.get(outcome.before.webhookId);
  return { passed: passed.map((outcome) => ({ ...outcome, answerUnnoted: unnoted(outcome) })), failed };
}

/** Answers the webhooks whose lane could not be updated, with the error. */
async function notifyLanes(
  { laneRegistry }: RecordPorts,
  outcomes: readonly WaitingOutcome[],
): Promise<ReadonlyMap<string, unknown>> {
  const errors = new Map<string, unknown>();
  const waiting = new Set(outcomes.flatMap(({ item }) => item?.webhookId ?? []));
  await Promise.all(
    laneUpdates(outcomes).map(async (update) => {
      try {
        await (waiting.has(update.webhookId) ? laneRegistry.notify(update) : laneRegistry.observe(update));
      } catch (error) {
        errors.set(update.webhookId, error);
      }
    }),
  );
  return errors;
}

/** Writes first records where there is none, and else on condition that the record is as it was read. */
async function writeRecords(
  { deliveries }: RecordPorts,
  outcomes: readonly InLane[],
): Promise<readonly RecordedOutcome[]> {
  const first = outcomes.filter(isFirst);
  const later = outcomes.filter((outcome) => !isFirst(outcome));
  const [firstAnswers, laterAnswers] = await Promise.all([
    first.length > 0 ? deliveries.recordFirst(first.map(({ after }) => after)) : [],
    later.length > 0 ? deliveries.change(later) : [],
  ]);
  return [
    ...first.map((outcome, index) => recorded(outcome, firstAnswers[index])),
    ...later.map((outcome, index) => recorded(outcome, laterAnswers[index])),
  ];
}

function recorded(outcome: InLane, answer: RecordOutcome | ChangeOutcome | undefined): RecordedOutcome {
  if (answer === undefined || isWriteFault(answer)) return failed(outcome, answer);
  switch (answer) {
    case 'recorded':
    case 'changed':
      return { ...outcome, status: 'recorded' };
    case 'already_recorded':
    case 'moved_on':
      return { ...outcome, status: 'already_recorded' };
  }
}
