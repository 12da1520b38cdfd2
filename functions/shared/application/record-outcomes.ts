import type { Delivery } from '../domain/delivery.ts';
import type { ParkReason } from '../domain/delivery-course.ts';
import { answerTime, type Failure, healthRules } from '../domain/health.ts';
import type { LaneUpdate } from '../domain/lane.ts';
import { partitionOf } from '../domain/partition.ts';
import type { Verdict } from '../domain/verdict.ts';
import { type WaitItem, waitItemOf } from '../domain/wait-item.ts';
import type { Webhook } from '../domain/webhook.ts';
import { publishResults, republishKnown } from './announce-results.ts';
import type { AttemptPorts } from './attempt-batch.ts';
import { enqueueNextSteps } from './enqueue-next-steps.ts';
import { keepNeeded } from './keep-needed.ts';
import { isWriteFault, type WriteFault } from './ports/write-fault.ts';
import { reportWriteFaults, writeFaults } from './report-write-faults.ts';

/** What a batch made of one delivery, before it is recorded. */
export type Outcome = Readonly<{
  messageId: string;
  before: Delivery;
  after: Delivery;
  /** Absent when it was deleted. */
  webhook: Webhook | undefined;
  /** Absent when nothing was attempted. */
  verdict?: Verdict | undefined;
  /** Present when it was parked instead of attempted. */
  parked?: ParkReason | undefined;
  /** The lease under which it was attempted, if its lane released it. */
  lease?: WaitItem | undefined;
}>;

/** How a batch's outcomes are written, and which answers say that one is, or that somebody else has written it before. */
type Recording<Answer> = Readonly<{
  record: (outcomes: readonly Outcome[]) => Promise<readonly (Answer | WriteFault)[]>;
  written: Answer;
  known: Answer;
}>;

/** An outcome with the wait item that its record is to have, if it goes on waiting. */
export type Waiting = Outcome & Readonly<{ item?: WaitItem | undefined }>;

/**
 * Records outcomes together and does what follows from them. The order is: wait items, lanes, records, and only then
 * the removal of the leases. So a crash in between leaves an item that no record confirms, never a record without an item
 * or a lane that would not wake for it. Answers the messages that must come again: what could not be written sends its
 * own message back, alone; and so does an answer of which the lane could not hear, or the endpoint would be taken for one
 * that does nothing but fail.
 */
export async function recordOutcomes<Answer>(
  ports: AttemptPorts,
  outcomes: readonly Outcome[],
  { record, written, known }: Recording<Answer>,
): Promise<readonly string[]> {
  if (outcomes.length === 0) return [];
  try {
    const { ready, returned, unheard, fault } = await prepareLanes(ports, outcomes);
    const answers = ready.length > 0 ? await record(ready) : [];
    const answered = (answer: Answer) => ready.filter((_, index) => answers[index] === answer);
    await removeLeases(ports, [...answered(written), ...answered(known)]);
    await enqueueNextSteps(ports, answered(written));
    if (unheard.length > 0) ports.report.fault({ messageIds: unheard, error: fault });
    return [
      ...returned,
      ...reportWriteFaults(ports.report, writeFaults(ready, answers)),
      ...(await publishResults(ports, answered(written))),
      ...(await republishKnown(ports, answered(known))),
      ...unheard,
    ];
  } catch (error) {
    const messageIds = outcomes.map(({ messageId }) => messageId);
    ports.report.fault({ messageIds, error });
    return messageIds;
  }
}

/** Puts the wait items and updates the lanes. What that fails for must not be recorded, and its message comes again. */
async function prepareLanes(ports: AttemptPorts, outcomes: readonly Outcome[]) {
  const waiting = await withItems(ports, outcomes);
  await keepWhatWaits(ports, waiting);
  const items = waiting.flatMap(({ item }) => item ?? []);
  const answers = items.length > 0 ? await ports.waits.put(items) : [];
  const unput = items.filter((_, index) => isWriteFault(answers[index]));
  const put = waiting.filter(({ item }) => item === undefined || !unput.includes(item));
  const unnotified = await updateLanes(ports, put);
  const ready = put.filter(({ item }) => item === undefined || !unnotified.has(item.webhookId));
  const failed = waiting.filter((each) => !ready.includes(each));
  const fault = answers.find(isWriteFault) ?? [...unnotified.values()][0];
  const returned = failed.map(({ messageId }) => messageId);
  if (returned.length > 0) ports.report.fault({ messageIds: returned, error: fault });
  const unheard = ready.filter((each) => answeredAt(each) !== undefined && unnotified.has(each.before.webhookId));
  return { ready, returned, unheard: unheard.map(({ messageId }) => messageId), fault };
}

/** Half of the retention is left to what cannot be kept now, and it is tried again with the next attempt or walk. */
async function keepWhatWaits(ports: AttemptPorts, waiting: readonly Waiting[]): Promise<void> {
  try {
    await keepNeeded(
      ports,
      waiting.flatMap(({ after, item }) => (item ? [after] : [])),
    );
  } catch (error) {
    ports.report.unkept({ error });
  }
}

async function withItems({ laneRegistry }: AttemptPorts, outcomes: readonly Outcome[]): Promise<readonly Waiting[]> {
  const waiting = outcomes.filter(({ after }) => after.position !== undefined);
  const lanes = await laneRegistry.find(waiting.map(({ after }) => after.webhookId));
  return outcomes.map((outcome) => {
    const { after } = outcome;
    const partitions = lanes.get(after.webhookId)?.partitions ?? 1;
    return { ...outcome, item: waitItemOf(after, partitionOf(after.id, partitions)) };
  });
}

/** Updates each lane of a batch once; answers the webhooks whose lane could not be updated, with the error. */
async function updateLanes(ports: AttemptPorts, outcomes: readonly Waiting[]): Promise<ReadonlyMap<string, unknown>> {
  const failed = new Map<string, unknown>();
  const updates = laneUpdates(outcomes);
  const waiting = new Set(outcomes.flatMap(({ item }) => item?.webhookId ?? []));
  const attempt = async (webhookIds: readonly string[], work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      for (const webhookId of webhookIds) failed.set(webhookId, error);
    }
  };
  await Promise.all(
    updates.map((update) =>
      attempt([update.webhookId], () =>
        waiting.has(update.webhookId) ? ports.laneRegistry.notify(update) : ports.laneRegistry.observe(update),
      ),
    ),
  );
  return failed;
}

/** What one webhook's lane has to know of one delivery. */
type Fact = Readonly<{
  webhookId: string;
  space: string;
  item?: WaitItem | undefined;
  failure?: Failure | undefined;
  answeredAt?: number | undefined;
}> &
  Pick<Outcome, 'verdict' | 'parked'>;

/** A rule's step that succeeds concerns the webhook that answered and, as it waits there now, the next step's. */
function factsOf(outcome: Waiting): readonly Fact[] {
  const { before, after, item, verdict, parked } = outcome;
  const { space, webhookId } = after;
  const answered = answeredAt(outcome);
  if (before.webhookId === webhookId) {
    return [{ webhookId, space, item, verdict, parked, failure: failureOf(outcome), answeredAt: answered }];
  }
  return [
    { webhookId: before.webhookId, space, verdict, parked, answeredAt: answered },
    { webhookId, space, item },
  ];
}

/** A failed attempt, whether or not another one might mend it. Where it was answered, the answer goes before it. */
function failureOf({ before, after, verdict, webhook }: Waiting): Failure | undefined {
  const attempt = after.attempts.at(-1);
  if (!attempt || !webhook || verdict?.outcome !== 'failed') return undefined;
  const { startedAt, reason } = attempt;
  return { at: Date.parse(startedAt), reason, deliveryIds: [before.id], rules: healthRules(webhook) };
}

function latest(times: readonly number[]): number | undefined {
  return times.length > 0 ? Math.max(...times) : undefined;
}

function latestOf(failures: readonly Failure[]): Failure | undefined {
  const latest = failures.toSorted((one, other) => one.at - other.at).at(-1);
  return latest && { ...latest, deliveryIds: failures.flatMap(({ deliveryIds }) => deliveryIds) };
}

/** One update for each webhook of a batch. */
function laneUpdates(outcomes: readonly Waiting[]): readonly LaneUpdate[] {
  const byWebhook = Map.groupBy(outcomes.flatMap(factsOf), ({ webhookId }) => webhookId);
  return [...byWebhook].map(([webhookId, facts]) => {
    const earliest = (queue: WaitItem['queue']) => {
      const times = facts.flatMap(({ item }) => (item?.queue === queue ? [Date.parse(item.dueAt)] : []));
      return times.length > 0 ? Math.min(...times) : undefined;
    };
    const verdicts = facts.flatMap(({ verdict }) => verdict ?? []);
    const parked = new Set(facts.map((fact) => fact.parked));
    return {
      webhookId,
      space: facts[0]?.space ?? '',
      dueAt: earliest('scheduled'),
      leasedUntil: earliest('leased'),
      parked: mostUrgent.find((reason) => parked.has(reason)),
      outcomes: {
        failures: verdicts.filter(isOutage).length,
        succeeded: facts.some((fact) => fact.answeredAt !== undefined),
      },
      answeredAt: latest(facts.flatMap((fact) => fact.answeredAt ?? [])),
      failure: latestOf(facts.flatMap(({ failure }) => failure ?? [])),
    };
  });
}

const mostUrgent: readonly ParkReason[] = ['rate_limited', 'circuit_open', 'paused'];

/** A failure that another attempt might mend: it counts against the endpoint. */
function isOutage(verdict: Verdict): boolean {
  return verdict.outcome === 'failed' && (verdict.retry.kind === 'on_schedule' || verdict.retry.kind === 'not_before');
}

/** When the endpoint answered what was attempted, if it was and did. */
function answeredAt({ verdict, after }: Outcome): number | undefined {
  return verdict && answerTime(after);
}

async function removeLeases({ waits }: AttemptPorts, recorded: readonly Waiting[]): Promise<void> {
  const leases = recorded.flatMap(({ lease }) => lease ?? []);
  if (leases.length > 0) await waits.remove(leases);
}
