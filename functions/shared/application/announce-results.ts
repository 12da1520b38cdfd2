import type { Attempt, Delivery } from '../domain/delivery.ts';
import { attemptsOfRound, hasEnded } from '../domain/delivery-course.ts';
import type { Webhook } from '../domain/webhook.ts';
import type { DispatchReport } from './attempt-batch.ts';
import type { LaneKeeper } from './lane-keeper.ts';
import type { DeliveryResult, DeliveryResults } from './ports/delivery-results.ts';
import { type DeliveryStore, refKey, refOf } from './ports/delivery-store.ts';
import type { WebhookDirectory } from './ports/webhook-directory.ts';
import type { WebhookSwitch } from './ports/webhook-switch.ts';

export type AnnouncePorts = Readonly<{
  keeper: LaneKeeper;
  results: DeliveryResults;
  webhookSwitch: WebhookSwitch;
  webhooks: WebhookDirectory;
  report: DispatchReport;
}>;

/** A delivery as it stands in the store, and the message that it came by. */
export type Recorded = Readonly<{ messageId: string; delivery: Delivery }>;

/** What a batch has just recorded. */
type Written = Readonly<{ messageId: string; after: Delivery; webhook: Webhook | undefined }>;

/**
 * Publishes the results of ended deliveries and disables webhooks whose endpoint is gone.
 * Answers the messages that must come again: all is told from the record, so that the message is the outbox.
 */
export async function announceAll(ports: AnnouncePorts, written: readonly Written[]): Promise<readonly string[]> {
  const ended = written.filter(({ after }) => hasEnded(after));
  try {
    await announce(
      ports,
      ended.flatMap(({ after, webhook }) => (webhook ? [{ delivery: after, webhook }] : [])),
    );
    return [];
  } catch (error) {
    const messageIds = ended.map(({ messageId }) => messageId);
    ports.report.fault({ messageIds, error });
    return messageIds;
  }
}

/** A message has come again though its delivery is recorded: whatever a crash has left out after that is done now. */
export async function makeUpFor(ports: AnnouncePorts, recorded: readonly Recorded[]): Promise<readonly string[]> {
  const returned = await Promise.all(
    recorded.map(async ({ messageId, delivery }) => {
      try {
        await makeUpForOne(ports, delivery);
        return [];
      } catch (error) {
        ports.report.fault({ messageIds: [messageId], error });
        return [messageId];
      }
    }),
  );
  return returned.flat();
}

/**
 * The same for deliveries that somebody else has recorded: their message may be the same one handed out twice, so that
 * done with here it is gone for the other too.
 */
export async function makeUpForKnown(
  ports: AnnouncePorts & Readonly<{ deliveries: DeliveryStore }>,
  known: readonly Written[],
): Promise<readonly string[]> {
  if (known.length === 0) return [];
  const found = await ports.deliveries.find(known.map(({ after }) => refOf(after)));
  const messageIds = new Map(known.map(({ messageId, after }) => [refKey(refOf(after)), messageId]));
  return makeUpFor(
    ports,
    found.map((delivery) => ({ delivery, messageId: messageIds.get(refKey(refOf(delivery))) ?? '' })),
  );
}

async function makeUpForOne(ports: AnnouncePorts, delivery: Delivery) {
  const { space, webhookId, place } = delivery;
  if (place) {
    const due = Date.parse(place.dueAt);
    const when = place.queue === 'leased' ? { leasedUntil: due } : { dueAt: due };
    return ports.keeper.tell({ space, webhookId, ...when });
  }
  const webhook = (await ports.webhooks.find([{ space, webhookId }])).get(webhookId);
  if (webhook) await announce(ports, [{ delivery, webhook }]);
}

async function announce(
  ports: AnnouncePorts,
  ended: readonly Readonly<{ delivery: Delivery; webhook: Webhook }>[],
): Promise<void> {
  const disabled = await disableGone(ports, ended);
  const results = ended.flatMap(({ delivery, webhook }) =>
    resultsOf({ delivery, webhook, isDisabled: disabled.has(webhook.id) }),
  );
  if (results.length > 0) await ports.results.publish(results);
}

/** Disables the webhooks whose endpoint said that it is gone; answers the ids of those that are disabled now. */
async function disableGone(
  { webhookSwitch, keeper }: AnnouncePorts,
  ended: readonly Readonly<{ delivery: Delivery; webhook: Webhook }>[],
): Promise<ReadonlySet<string>> {
  const gone = ended.flatMap(({ delivery, webhook: { id: webhookId, space } }) => {
    const attempt = lastOfFailure(delivery);
    return attempt?.failure === 'gone' ? [{ webhookId, space, toldAt: attempt.startedAt }] : [];
  });
  const disabled = new Set<string>();
  await Promise.all(
    [...Map.groupBy(gone, ({ webhookId }) => webhookId)].map(async ([webhookId, [first, ...others]]) => {
      if (first === undefined) return;
      const ref = { webhookId, space: first.space };
      const unlessChangedAfter = others.reduce(
        (latest, { toldAt }) => (toldAt > latest ? toldAt : latest),
        first.toldAt,
      );
      if (!(await webhookSwitch.disable({ ...ref, unlessChangedAfter }))) return;
      disabled.add(webhookId);
      await keeper.teach({ ...ref, fresh: true });
    }),
  );
  return disabled;
}

/** The attempt that a failed delivery ended with. What an earlier round came to has been told. */
function lastOfFailure(delivery: Delivery): Attempt | undefined {
  return delivery.state === 'failed' ? attemptsOfRound(delivery).at(-1) : undefined;
}

function resultsOf({
  delivery,
  webhook,
  isDisabled,
}: Readonly<{ delivery: Delivery; webhook: Webhook; isDisabled: boolean }>): readonly DeliveryResult[] {
  const about = { delivery, webhook };
  switch (delivery.state) {
    case 'succeeded':
      // Nobody asked for what a rule's steps answered.
      return !delivery.execution && usesResponse(webhook) ? [{ kind: 'delivery.succeeded', ...about }] : [];
    case 'exhausted':
      return delivery.round?.trigger === 'manual' ? [] : [{ kind: 'delivery.exhausted', ...about }];
    case 'failed': {
      const failure = lastOfFailure(delivery)?.failure;
      if (failure === 'blocked_address') return [{ kind: 'delivery.blocked', ...about }];
      const off: DeliveryResult[] = failure === 'gone' && isDisabled ? [{ kind: 'webhook.disabled', ...about }] : [];
      // A rule's owner hears of every failure, beside the owner of the webhook.
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

/** Kinds whose receiver's answer is wanted (product contract). */
function usesResponse({ kind }: Webhook): boolean {
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
