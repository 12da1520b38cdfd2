import { ownerId, refOf } from '../../functions/shared/deliveries/application/ports.ts';
import type { Delivery } from '../../functions/shared/deliveries/domain/delivery.ts';
import { attemptsOfRound, hasEnded } from '../../functions/shared/deliveries/domain/delivery-course.ts';
import { attemptCount, maxStoredAttempts } from '../../functions/shared/deliveries/domain/stored-attempts.ts';
import { confirm } from '../../functions/shared/deliveries/domain/wait-item.ts';
import { discardReasons } from '../../functions/shared/dispatch/application/admit-attempt.ts';
import { deliveryId, deliveryTime } from '../../functions/shared/events/domain/delivery-id.ts';
import type { DeliveryResult, HealthMessage } from '../../functions/shared/lanes/application/ports.ts';
import { failureNotice, healthNotice } from '../../functions/shared/results/application/failure-notice.ts';
import { retryWindowSeconds } from '../../functions/shared/webhooks/domain/retry-schedule.ts';
import type { Sent } from './endpoints.ts';
import { retentionMs, type World } from './world.ts';

export class BrokenInvariant extends Error {}

/** Where nothing goes wrong, no retry comes later: a look's tolerance, and queues full of endpoints that hang. */
const latestMs = 2 * 60_000;
/** Where executions are stopped: two minutes more until such a one is found dead, and one until the next sweep. */
const latestStoppedMs = latestMs + 3 * 60_000;

/** A change of a webhook is felt within this time (product contract). */
const changeFeltMs = 5_000;

/** Watches every write, request and step of a world, and throws the moment something promised is not so. */
export function watch(world: World, expected: ReadonlySet<string>, isCalm: boolean): void {
  const waiting = new Map<string, Set<string>>();
  /** When each circuit was last seen open. */
  const openAt = new Map<string, number>();
  const broken = (what: string) => world.kernel.fail(new BrokenInvariant(what));

  world.deliveries.onWrite = (before, after) => {
    checkShape(after, broken);
    if (after.reason === discardReasons.noEvent && !isReplayedLate(after)) {
      broken(`delivery ${after.id} has lost its event`);
    }
    checkAttempts(world, { before, after, broken });
    if (isCalm) checkPromptness(world, { before, after, broken }, openAt.get(before?.webhookId ?? after.webhookId));
    if (!isPurged(world, after)) checkItem(world, after, broken);
    if (before) waiting.get(before.webhookId)?.delete(before.id);
    const ofWebhook = waiting.get(after.webhookId) ?? new Set();
    if (after.position && !isPurged(world, after)) ofWebhook.add(after.id);
    else ofWebhook.delete(after.id);
    waiting.set(after.webhookId, ofWebhook);
  };

  world.waits.onRemove = (item) => {
    const record = world.deliveries.get(item);
    if (record && confirm(item, record) === 'confirmed') checkItem(world, record, broken);
  };

  // Invariant 1: what left its first queue is recorded, as ended or with a time at which it is looked at.
  world.onFirstAttemptDone = (message) => {
    const stored = world.deliveries.all.some(({ id }) => id === message.deliveryId);
    const mayBeGone = message.rule
      ? !world.rules.wasAlwaysEnabled(message.rule.id)
      : world.webhooks.now(message.webhookId) === undefined;
    const comesAgain = world.isQueued(message.deliveryId);
    if (!stored && !mayBeGone && !comesAgain) broken(`delivery ${message.deliveryId} was lost on its first attempt`);
  };

  world.endpoints.onSend = (sent) => {
    if (!world.webhooks.wasEnabledWithin(sent.webhookId, changeFeltMs))
      broken(`sent to a stopped webhook: ${describeSent(sent)}`);
    if (!expected.has(sent.eventId)) broken(`sent an event that nobody put: ${describeSent(sent)}`);
  };

  // Invariant 2: a webhook with waiting deliveries has an open lane, and one that is looked at.
  world.kernel.afterStep = () => {
    for (const [webhookId, ids] of waiting) {
      if (ids.size === 0) continue;
      const lane = world.lanes.get(webhookId);
      if (lane?.circuit.state === 'open') openAt.set(webhookId, world.kernel.time);
      if (lane?.status !== 'open') broken(`${ids.size} deliveries of ${webhookId} wait without a lane`);
    }
  };
}

function describeSent({ eventId, webhookId, at }: Sent): string {
  return `${eventId} to ${webhookId} at ${new Date(at).toISOString()}`;
}

/** A replay may come, or a pause may hold it up, until the event of a delivery that had ended is no longer stored. */
function isReplayedLate({ id, round }: Delivery): boolean {
  return round !== undefined && Date.parse(round.startedAt) >= deliveryTime(id) + retentionMs;
}

/**
 * Whether an attempt that was in progress wrote the record after its webhook was deleted. Such a record is deleted with the
 * others of the webhook. An execution is not: it belongs to the rule.
 */
function isPurged({ webhooks, profile }: World, { webhookId, execution, updatedAt }: Delivery): boolean {
  const latest = webhooks.of(webhookId).at(-1);
  if (execution !== undefined || latest === undefined || latest.thing !== undefined) return false;
  return latest.at <= Date.parse(updatedAt) + 2 * profile.clockSkewMs;
}

/** Invariant 1: a record that waits has a wait item. */
function checkItem(world: World, record: Delivery, broken: (what: string) => void): void {
  if (record.position === undefined) return;
  const items = world.waits.of({ ruleId: record.execution?.ruleId, deliveryId: record.id });
  if (!items.some((item) => confirm(item, record) === 'confirmed')) broken(`delivery ${record.id} waits in no lane`);
}

function checkShape(delivery: Delivery, broken: (what: string) => void): void {
  const { id, position, status, attempts, nextAttemptAt } = delivery;
  if (hasEnded(delivery) !== (position === undefined))
    broken(`delivery ${id} is ${status} but ${position ? 'waits' : 'does not wait'}`);
  const firstKept = attemptCount(delivery) - attempts.length + 1;
  if (attempts.some(({ number }, index) => number !== (index === 0 ? 1 : firstKept + index)))
    broken(`attempts of ${id} are misnumbered`);
  if (hasEnded(delivery) && nextAttemptAt !== undefined) broken(`delivery ${id} has ended but names a next attempt`);
  if (position?.queue === 'scheduled' && nextAttemptAt !== position.dueAt)
    broken(`delivery ${id} shows a wrong next attempt`);
  const made = attemptsOfRound(delivery).length;
  const most = delivery.round?.trigger === 'manual' ? 1 : 6;
  if (made > most) broken(`delivery ${id} has ${made} attempts in one round`);
}

type Written = Readonly<{ before: Delivery | undefined; after: Delivery; broken: (what: string) => void }>;

/** Invariant 3, and the schedule: attempts are only added, one at a time, not early, after the last one's end. */
function checkAttempts(world: World, { before, after, broken }: Written): void {
  const made = before ? attemptCount(before) : 0;
  const added = after.attempts.filter(({ number }) => number > made);
  if (attemptCount(after) < made || added.length > 1) broken(`attempts of ${after.id} were overwritten`);
  for (const { number, startedAt } of before?.attempts ?? []) {
    const kept = after.attempts.find((attempt) => attempt.number === number);
    if (kept ? kept.startedAt !== startedAt : after.attempts.length < maxStoredAttempts)
      broken(`attempt ${number} of ${after.id} was overwritten`);
  }
  if (before && hasEnded(before) && after.round?.id === before.round?.id) broken(`delivery ${after.id} ended twice`);
  const [attempt] = added;
  if (attempt === undefined) return;
  // The clock of the function that released it, and of the one that attempted it.
  const startedAt = Date.parse(attempt.startedAt) + 2 * world.profile.clockSkewMs;
  if (before?.nextAttemptAt !== undefined && startedAt < Date.parse(before.nextAttemptAt)) {
    broken(`attempt ${attempt.number} of ${after.id} came ${Date.parse(before.nextAttemptAt) - startedAt} ms early`);
  }
  const [first, ...retries] = attemptsOfRound(after);
  const schedule = world.webhooks.at(after.webhookId, world.kernel.time)?.retrySchedule;
  const planned = schedule?.[retries.length - 1];
  if (first && planned !== undefined && startedAt < Date.parse(first.startedAt) + planned * 1000) {
    broken(`attempt ${attempt.number} of ${after.id} is before its schedule`);
  }
  const next = after.nextAttemptAt;
  if (first && next && Date.parse(next) > Date.parse(first.startedAt) + retryWindowSeconds * 1000) {
    broken(`a retry of ${after.id} is planned after the 36 hours`);
  }
}

/** A retry goes out when it is due, unless the webhook was stopped or limited or its endpoint taken for down meanwhile. */
function checkPromptness(world: World, { before, after, broken }: Written, openAt = 0): void {
  const made = before ? attemptCount(before) : 0;
  const attempt = after.attempts.find(({ number }) => number > made);
  if (before?.nextAttemptAt === undefined || attempt === undefined) return;
  const dueAt = Date.parse(before.nextAttemptAt);
  // Its message, or that of one before it, may have come too late for its lease: then the end of that lease counts.
  const lateMs = Date.parse(attempt.startedAt) - Math.max(dueAt, world.lateRetries.get(before.webhookId) ?? 0);
  const isExcused =
    openAt >= dueAt ||
    // That of the step that was attempted: a rule's execution is at its next step afterwards.
    world.webhooks.now(before.webhookId)?.rateLimit !== undefined ||
    // It keeps to its share.
    (world.lanes.get(before.webhookId)?.slowness?.until ?? 0) >= dueAt ||
    !world.webhooks.wasAlwaysEnabledSince(before.webhookId, dueAt);
  const latest = world.executions.stopped > 0 ? latestStoppedMs : latestMs;
  if (lateMs > latest && !isExcused) broken(`attempt ${attempt.number} of ${after.id} came ${lateMs} ms late`);
}

/** Where the index never shows anything, nobody closes a lane that rests. */
export function isLaneOpen(world: World, webhookId: string): boolean {
  const lane = world.lanes.get(webhookId);
  const isIndexDead = !Number.isFinite(world.profile.indexLagMs);
  return lane?.status === 'open' && !(isIndexDead && lane.wake.kind === 'none');
}

/** What must hold when the world has come to rest. */
export function checkEnd(world: World, expected: ReadonlyMap<string, readonly string[]>, calm: boolean): void {
  const fail = (what: string): never => {
    throw new BrokenInvariant(what);
  };
  for (const [eventId, webhookIds] of expected) {
    for (const webhookId of webhookIds) {
      const found = world.deliveries.all.filter(
        (each) => !each.execution && each.eventId === eventId && each.webhookId === webhookId,
      );
      if (found.length > 1) fail(`event ${eventId} has ${found.length} deliveries to ${webhookId}`);
      const [delivery] = found;
      if (!delivery && world.webhooks.now(webhookId)) fail(`event ${eventId} has no delivery to ${webhookId}`);
      if (delivery && !hasEnded(delivery) && !isPurged(world, delivery))
        fail(`delivery ${delivery.id} of ${webhookId} has not ended: ${JSON.stringify(delivery)}`);
    }
  }
  for (const webhookId of world.webhooks.ids) {
    if (isLaneOpen(world, webhookId)) fail(`the lane of ${webhookId} is open still`);
  }
  if (world.queued > 0) fail(`${world.queued} messages are left`);
  // What a writer that died has left in a lane is removed when that lane is next opened.
  for (const item of world.waits.all) {
    if (confirm(item, world.deliveries.get(item)) === 'confirmed') fail(`${JSON.stringify(item)} is left`);
  }
  if (world.executions.running.length > 0) fail(`${world.executions.running.length} executions run still`);
  for (const replay of world.replays.all) if (replay.status === 'running') fail(`replay ${replay.id} runs still`);
  checkAttemptsSent(world, fail, calm);
  checkMails(world, fail, calm);
}

function checkAttemptsSent(world: World, fail: (what: string) => never, calm: boolean): void {
  const sent = Map.groupBy(
    world.endpoints.sent,
    ({ webhookId, eventId, step }) => `${step?.trigger.rule_id ?? webhookId}/${eventId}`,
  );
  for (const delivery of world.deliveries.all) {
    const owner = ownerId(refOf(delivery));
    const requests = sent.get(`${owner}/${delivery.eventId}`)?.length ?? 0;
    const attempts = attemptCount(delivery);
    if (attempts > requests) fail(`delivery ${delivery.id} records ${attempts} attempts, but ${requests} were made`);
    if (calm && requests > attempts)
      fail(`delivery ${delivery.id} was sent ${requests} times, but records ${attempts}`);
  }
}

/** After a crash a result is published when the message is received again, here after six minutes and sometimes twice. */
const publishedWithinMs = 15 * 60_000;
/** Where nothing crashes, a result is published with the wave in which it was recorded. */
const calmPublishedWithinMs = 60_000;

/** A failure has no owner if its webhook was deleted before the result could be published; a rule's has the rule's. */
function isOwnerless(world: World, { execution, webhookId, updatedAt }: Delivery, calm: boolean): boolean {
  const publishedBy = Date.parse(updatedAt) + (calm ? calmPublishedWithinMs : publishedWithinMs);
  return execution === undefined && world.webhooks.at(webhookId, publishedBy) === undefined;
}

/** Every delivery that came to its end, and has an owner, is in a mail; and a calm world sends one mail in 24 hours. */
function checkMails(world: World, fail: (what: string) => never, calm: boolean): void {
  for (const delivery of world.deliveries.all) {
    if (delivery.status !== 'exhausted' || delivery.round?.trigger === 'manual') continue;
    const isPublished = world.published.some(
      (result) => result.kind === 'delivery.exhausted' && result.delivery.id === delivery.id,
    );
    if (!isPublished && !isOwnerless(world, delivery, calm))
      fail(`delivery ${delivery.id} is exhausted, but nobody was mailed`);
  }
  for (const entry of world.ledger.all) {
    const { target, kind } = entry.notice;
    if (entry.unmailed > 0)
      fail(`failures of ${target.name} are in no mail: ${JSON.stringify({ ...entry, seen: [] })}`);
    const mails = world.mails.filter(
      ({ mail }) => mail.to === entry.owner && mail.text.includes(target.name) && mail.text.includes(causeOf[kind]),
    );
    const mailed = /^(?:Failed deliveries|Webhooks): (\d+)/m;
    const counted = mails.reduce((sum, { mail }) => sum + Number(mailed.exec(mail.text)?.[1]), 0);
    const notices = [...world.published.flatMap(toNotice), ...world.healthTold.flatMap(toHealthNotice)];
    const failures = new Set(
      notices
        .filter((notice) => notice.kind === kind && notice.target.id === target.id)
        .filter(({ ownerEmail = entry.owner }) => ownerEmail === entry.owner)
        .map(({ deliveryId, roundId, webhook }) => JSON.stringify([deliveryId, roundId, webhook])),
    );
    if (counted < failures.size) fail(`mails to ${target.name} count ${counted} of ${failures.size} failures`);
    if (!calm) continue;
    if (counted > failures.size) fail(`mails to ${target.name} count ${counted}, but ${failures.size} failed`);
    for (const [index, { at }] of mails.entries()) {
      const before = mails[index - 1];
      if (before && at - before.at < 24 * 3_600_000) fail(`two mails on ${target.name} in one day`);
    }
  }
}

const toNotice = (result: DeliveryResult) => failureNotice(result) ?? [];
const toHealthNotice = (message: HealthMessage) => healthNotice(message) ?? [];

const causeOf = {
  'delivery.exhausted': 'network or destination server issue',
  'execution.failed': 'a response cannot be used',
  'delivery.blocked': 'address is not allowed',
  'webhook.disabled': 'reported that it is gone',
  'webhook.failing': 'succeeded for a day',
  'webhook.failed_too_long': 'they are disabled now',
} as const;

export function idOf(event: Readonly<{ id: string; time: string }>, webhookId: string): string {
  return deliveryId({ envelopeId: event.id, targetId: webhookId, time: new Date(event.time) });
}
