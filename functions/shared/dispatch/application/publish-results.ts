import { type DeliveryStore, refKey, refOf } from '../../deliveries/application/ports.ts';
import type { Attempt, Delivery, QueuePosition } from '../../deliveries/domain/delivery.ts';
import { attemptsOfRound, hasEnded } from '../../deliveries/domain/delivery-course.ts';
import type { LaneRegistry } from '../../lanes/application/lane-registry.ts';
import type { DeliveryResult, DeliveryResults } from '../../lanes/application/ports.ts';
import { acceptanceTime } from '../../lanes/domain/health.ts';
import { eachMessage, type FaultReport, returnAll } from '../../platform/application/returned-messages.ts';
import type { LaneWebhook, WebhookDirectory, WebhookSwitch } from '../../webhooks/application/ports.ts';

export type PublishPorts = Readonly<{
  laneRegistry: Pick<LaneRegistry, 'ensureOpen' | 'update'>;
  results: DeliveryResults;
  webhookSwitch: WebhookSwitch;
  webhooks: WebhookDirectory;
  report: FaultReport;
}>;

/** A recorded delivery, and its message. */
export type RecordedDelivery = Readonly<{ messageId: string; delivery: Delivery }>;

/** What has just been recorded. */
type Written = Readonly<{ messageId: string; after: Delivery; webhook: LaneWebhook | undefined }>;

/**
 * Publishes the results of ended deliveries and disables webhooks whose endpoint is gone. Returns the ids of the messages
 * that must be received again: all is published from the record, so the message serves as the outbox.
 */
export async function publishResults(ports: PublishPorts, written: readonly Written[]): Promise<readonly string[]> {
  const ended = written.filter(({ after }) => hasEnded(after));
  try {
    await publishAll(
      ports,
      ended.map(({ after, webhook }) => ({ delivery: after, webhook })),
    );
    return [];
  } catch (error) {
    return returnAll(ports.report, ended, error);
  }
}

/** Repeats what follows a record, for messages that are received again: a crash may have prevented it. */
export async function republishResults(
  ports: PublishPorts,
  recorded: readonly RecordedDelivery[],
): Promise<readonly string[]> {
  const { returned } = await eachMessage(ports.report, recorded, ({ delivery }) => republish(ports, delivery));
  return returned;
}

/**
 * The same for deliveries that another invocation recorded: if both received the same message, deleting it here deletes it
 * for the other, too.
 */
export async function republishRecorded(
  ports: PublishPorts & Readonly<{ deliveries: Pick<DeliveryStore, 'find'> }>,
  outcomes: readonly Readonly<{ messageId: string; after: Delivery }>[],
): Promise<readonly string[]> {
  if (outcomes.length === 0) return [];
  const found = await ports.deliveries.find(outcomes.map(({ after }) => refOf(after)));
  const messageIds = new Map(outcomes.map(({ messageId, after }) => [refKey(refOf(after)), messageId]));
  return republishResults(
    ports,
    found.map((delivery) => ({ delivery, messageId: messageIds.get(refKey(refOf(delivery))) ?? '' })),
  );
}

async function republish(ports: PublishPorts, delivery: Delivery): Promise<void> {
  const { space, webhookId, position } = delivery;
  const accepted = delivery.attempts.at(-1);
  const acceptedAt = acceptanceTime(delivery);
  if (accepted && acceptedAt !== undefined) {
    await ports.laneRegistry.update({ space, webhookId: accepted.webhookId ?? webhookId, acceptedAt });
  }
  if (position) return ports.laneRegistry.ensureOpen({ space, webhookId, ...laneUpdateOf(position) });
  const webhook = (await ports.webhooks.find([{ space, webhookId }])).get(webhookId);
  await publishAll(ports, [{ delivery, webhook }]);
}

/** The lane's update for a waiting delivery. The record does not say why it was parked. */
function laneUpdateOf({ queue, dueAt }: QueuePosition) {
  switch (queue) {
    case 'leased':
      return { leasedUntil: Date.parse(dueAt) };
    case 'scheduled':
      return { dueAt: Date.parse(dueAt) };
    case 'parked':
      return { parked: 'circuit_open' } as const;
  }
}

/** An ended delivery; without the webhook if it was deleted since. */
type Ended = Readonly<{ delivery: Delivery; webhook: LaneWebhook | undefined }>;

async function publishAll(ports: PublishPorts, ended: readonly Ended[]): Promise<void> {
  const disabled = await disableGoneWebhooks(ports, ended);
  const results = ended.flatMap(({ delivery, webhook }) =>
    webhook ? resultsOf({ delivery, webhook, isDisabled: disabled.has(webhook.id) }) : resultsWithoutWebhook(delivery),
  );
  if (results.length > 0) await ports.results.publish(results);
}

/** Failures of a deleted webhook have no owner; those of a rule have the rule's. */
function resultsWithoutWebhook(delivery: Delivery): readonly DeliveryResult[] {
  if (!delivery.execution) return [];
  switch (delivery.status) {
    case 'exhausted':
      return delivery.round?.trigger === 'manual' ? [] : [{ kind: 'delivery.exhausted', delivery }];
    case 'failed':
      return [{ kind: 'execution.failed', delivery }];
    case 'succeeded':
    case 'discarded':
    case 'pending':
    case 'retrying':
    case 'held':
      return [];
  }
}

/** Disables the webhooks whose endpoint responded that it is gone; returns the ids of those that are disabled now. */
async function disableGoneWebhooks(
  { webhookSwitch, laneRegistry }: PublishPorts,
  ended: readonly Ended[],
): Promise<ReadonlySet<string>> {
  const gone = ended.flatMap(({ delivery, webhook }) => {
    const { space, webhookId } = delivery;
    const attempt = finalFailedAttempt(delivery);
    return webhook && attempt?.failure === 'gone' ? [{ webhookId, space, failedAt: attempt.startedAt }] : [];
  });
  const disabled = new Set<string>();
  await Promise.all(
    [...Map.groupBy(gone, ({ webhookId }) => webhookId)].map(async ([webhookId, [first, ...others]]) => {
      if (first === undefined) return;
      const ref = { webhookId, space: first.space };
      const unlessChangedAfter = others.reduce(
        (latest, { failedAt }) => (failedAt > latest ? failedAt : latest),
        first.failedAt,
      );
      if (!(await webhookSwitch.disable({ ...ref, unlessChangedAfter }))) return;
      disabled.add(webhookId);
      await laneRegistry.update({ ...ref, reset: true });
    }),
  );
  return disabled;
}

/** The attempt that a failed delivery ended with. The outcome of an earlier round has been published. */
function finalFailedAttempt(delivery: Delivery): Attempt | undefined {
  return delivery.status === 'failed' ? attemptsOfRound(delivery).at(-1) : undefined;
}

function resultsOf({
  delivery,
  webhook,
  isDisabled,
}: Readonly<{ delivery: Delivery; webhook: LaneWebhook; isDisabled: boolean }>): readonly DeliveryResult[] {
  const about = { delivery, webhook };
  switch (delivery.status) {
    case 'succeeded':
      // The responses to a rule's steps are not published.
      return !delivery.execution && usesResponse(webhook) ? [{ kind: 'delivery.succeeded', ...about }] : [];
    case 'exhausted':
      return delivery.round?.trigger === 'manual' ? [] : [{ kind: 'delivery.exhausted', ...about }];
    case 'failed': {
      const failure = finalFailedAttempt(delivery)?.failure;
      if (failure === 'blocked_address') return [{ kind: 'delivery.blocked', ...about }];
      const off: DeliveryResult[] = failure === 'gone' && isDisabled ? [{ kind: 'webhook.disabled', ...about }] : [];
      // A rule's owner is notified of every failure, beside the owner of the webhook.
      if (delivery.execution) return [...off, { kind: 'execution.failed', ...about }];
      return off.length > 0 || !usesResponse(webhook) ? off : [{ kind: 'delivery.failed', ...about }];
    }
    case 'discarded':
    case 'pending':
    case 'retrying':
    case 'held':
      return [];
  }
}

/** Kinds whose response is used (product contract). */
function usesResponse({ kind }: LaneWebhook): boolean {
  switch (kind) {
    case 'notification':
    case 'siem':
      return false;
    case 'provisioning':
    case 'deprovisioning':
    case 'request_validation':
    case 'pre_approval':
      return true;
  }
}
