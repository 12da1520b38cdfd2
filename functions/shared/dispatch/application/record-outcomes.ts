import type { ChangeOutcome, DeliveryStore, RecordOutcome, WaitItems } from '../../deliveries/application/ports.ts';
import { waitItemOf } from '../../deliveries/domain/wait-item.ts';
import { extendRetention, type RetentionPorts } from '../../lanes/application/extend-retention.ts';
import { readableLane } from '../../lanes/application/found-lanes.ts';
import type { LaneRegistry } from '../../lanes/application/lane-registry.ts';
import { isWriteFault } from '../../platform/application/ports.ts';
import { partitionOf } from '../../platform/domain/partition.ts';
import type { DispatchReport } from './dispatch-report.ts';
import { acceptedAt, laneUpdates, type WaitingOutcome } from './lane-updates.ts';
import type { DispatchOutcome } from './make-attempt.ts';

export type RecordPorts = RetentionPorts &
  Readonly<{
    deliveries: Pick<DeliveryStore, 'recordFirst' | 'change'>;
    waits: Pick<WaitItems, 'put'>;
    laneRegistry: Pick<LaneRegistry, 'find' | 'ensureOpen' | 'update'>;
    report: Pick<DispatchReport, 'retentionNotExtended'>;
  }>;

/** An outcome and whether it was recorded. */
export type RecordedOutcome = JustRecorded | AlreadyRecorded | NotRecorded;
export type JustRecorded = InLane & Readonly<{ status: 'recorded' }>;
/** Another invocation has recorded the delivery. */
export type AlreadyRecorded = InLane & Readonly<{ status: 'already_recorded' }>;
type NotRecorded = DispatchOutcome & Readonly<{ status: 'failed'; error: unknown }>;

/** An outcome whose lane is open and wakes in time, if the delivery waits. */
type InLane = WaitingOutcome &
  Readonly<{
    /** Why the lane could not be written, although the endpoint accepted the attempt; else undefined. */
    laneWriteError: unknown;
  }>;

/**
 * Records outcomes together, in this order: wait items, lanes, records. A crash in between leaves an item that no record
 * confirms, but never a record without an item or without a lane that wakes for it. One failure does not affect the other
 * outcomes. Never throws.
 */
export async function recordOutcomes(
  ports: RecordPorts,
  outcomes: readonly DispatchOutcome[],
): Promise<readonly RecordedOutcome[]> {
  const recordable = outcomes.filter(isRecordable);
  if (recordable.length === 0) return [];
  try {
    const waiting = await withWaitItems(ports, recordable);
    await extendRetentionOfWaiting(ports, waiting);
    const items = await putItems(ports, waiting);
    const lanes = await updateLanes(ports, items.passed);
    return [...items.failed, ...lanes.failed, ...(await writeRecords(ports, lanes.passed))];
  } catch (error) {
    return recordable.map((outcome) => asFailed(outcome, error));
  }
}

/** A first attempt of a deleted webhook is not recorded, unless it is a rule's: the execution shows why it failed. */
function isRecordable(outcome: DispatchOutcome): boolean {
  return !isFirst(outcome) || outcome.webhook !== undefined || outcome.before.execution !== undefined;
}

/** Whether the delivery has no record yet. */
function isFirst({ before }: DispatchOutcome): boolean {
  return before.version === 0;
}

function asFailed(outcome: DispatchOutcome, error: unknown): NotRecorded {
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
    // Every lane has the first partition. If the lane cannot be read, its update fails before the record is written.
    const partitions = readableLane(lanes.get(after.webhookId))?.partitions ?? 1;
    return { ...outcome, item: waitItemOf(after, partitionOf(after.id, partitions)) };
  });
}

/** If this fails, half of the retention is left, and the next attempt or walk tries again. */
async function extendRetentionOfWaiting(ports: RecordPorts, outcomes: readonly WaitingOutcome[]): Promise<void> {
  try {
    await extendRetention(
      ports,
      outcomes.flatMap(({ after, item }) => (item ? [after] : [])),
    );
  } catch (error) {
    ports.report.retentionNotExtended({ error });
  }
}

/** The outcomes that pass a step of recording, and those that fail. */
type Step<Passed> = Readonly<{ passed: readonly Passed[]; failed: readonly NotRecorded[] }>;

function splitFailed(
  outcomes: readonly WaitingOutcome[],
  errorOf: (outcome: WaitingOutcome) => unknown,
): Step<WaitingOutcome> {
  const isFailed = (outcome: WaitingOutcome) => errorOf(outcome) !== undefined;
  return {
    passed: outcomes.filter((outcome) => !isFailed(outcome)),
    failed: outcomes.filter(isFailed).map((outcome) => asFailed(outcome, errorOf(outcome))),
  };
}

async function putItems({ waits }: RecordPorts, outcomes: readonly WaitingOutcome[]): Promise<Step<WaitingOutcome>> {
  const items = outcomes.flatMap(({ item }) => item ?? []);
  const results = items.length > 0 ? await waits.put(items) : [];
  const resultOf = new Map(items.map((item, index) => [item, results[index]]));
  return splitFailed(outcomes, ({ item }) => {
    const result = item && resultOf.get(item);
    return isWriteFault(result) ? result : undefined;
  });
}

/** Updates each lane once. A delivery that waits in a lane that could not be updated is not recorded: no wake would come. */
async function updateLanes(ports: RecordPorts, outcomes: readonly WaitingOutcome[]): Promise<Step<InLane>> {
  const errors = await writeLaneUpdates(ports, outcomes);
  const { passed, failed } = splitFailed(outcomes, ({ item }) => item && errors.get(item.webhookId));
  const laneWriteErrorOf = (outcome: WaitingOutcome) =>
    acceptedAt(outcome) === undefined ? undefined : errors.get(outcome.before.webhookId);
  return { passed: passed.map((outcome) => ({ ...outcome, laneWriteError: laneWriteErrorOf(outcome) })), failed };
}

/** Returns the errors of lanes that could not be updated, by webhook. */
async function writeLaneUpdates(
  { laneRegistry }: RecordPorts,
  outcomes: readonly WaitingOutcome[],
): Promise<ReadonlyMap<string, unknown>> {
  const errors = new Map<string, unknown>();
  const waiting = new Set(outcomes.flatMap(({ item }) => item?.webhookId ?? []));
  await Promise.all(
    laneUpdates(outcomes).map(async (update) => {
      try {
        await (waiting.has(update.webhookId) ? laneRegistry.ensureOpen(update) : laneRegistry.update(update));
      } catch (error) {
        errors.set(update.webhookId, error);
      }
    }),
  );
  return errors;
}

/** Creates first records if there is none, and changes others if they are as they were read. */
async function writeRecords(
  { deliveries }: RecordPorts,
  outcomes: readonly InLane[],
): Promise<readonly RecordedOutcome[]> {
  const first = outcomes.filter(isFirst);
  const later = outcomes.filter((outcome) => !isFirst(outcome));
  const [firstOutcomes, laterOutcomes] = await Promise.all([
    first.length > 0 ? deliveries.recordFirst(first.map(({ after }) => after)) : [],
    later.length > 0 ? deliveries.change(later) : [],
  ]);
  return [
    ...first.map((outcome, index) => toRecordedOutcome(outcome, firstOutcomes[index])),
    ...later.map((outcome, index) => toRecordedOutcome(outcome, laterOutcomes[index])),
  ];
}

function toRecordedOutcome(outcome: InLane, written: RecordOutcome | ChangeOutcome | undefined): RecordedOutcome {
  if (written === undefined || isWriteFault(written)) return asFailed(outcome, written);
  switch (written) {
    case 'recorded':
    case 'changed':
      return { ...outcome, status: 'recorded' };
    case 'already_recorded':
    case 'moved_on':
      return { ...outcome, status: 'already_recorded' };
  }
}
