import type { DeliveryRef, DeliveryStore, WaitItems } from '../../deliveries/application/ports.ts';
import type { Delivery } from '../../deliveries/domain/delivery.ts';
import { hasEnded, iso, restartedRound } from '../../deliveries/domain/delivery-course.ts';
import { waitItemOf } from '../../deliveries/domain/wait-item.ts';
import { type Clock, StoreContended } from '../../platform/application/ports.ts';
import { retryOnConflict } from '../../platform/application/retry-on-conflict.ts';
import { partitionOf } from '../../platform/domain/partition.ts';
import type { WebhookConfiguration } from '../../webhooks/application/ports.ts';
import { leaseMs } from '../domain/lease.ts';
import { extendRetention, type RetentionPorts } from './extend-retention.ts';
import { requireReadable } from './found-lanes.ts';
import type { LaneRegistry } from './lane-registry.ts';
import type { RetryQueue } from './ports.ts';

export type ManualRetryPorts = RetentionPorts &
  Readonly<{
    clock: Clock;
    deliveries: DeliveryStore;
    waits: WaitItems;
    configuration: WebhookConfiguration;
    retries: RetryQueue;
    laneRegistry: LaneRegistry;
  }>;

export type ManualRetryRequest = DeliveryRef &
  Readonly<{
    space: string;
    /** Identifies this retry: derived from the Idempotency-Key if there is one, else new each time. */
    requestId: string;
  }>;

/** `still_going`: it has not ended, so it is attempted anyway. `webhook_stopped`: paused or disabled. */
export type ManualRetryOutcome =
  | Readonly<{ kind: 'accepted'; delivery: Delivery }>
  | Readonly<{ kind: 'not_found' }>
  | Readonly<{ kind: 'still_going'; delivery: Delivery }>
  | Readonly<{ kind: 'nothing_failed' }>
  | Readonly<{ kind: 'webhook_stopped'; status: 'paused' | 'disabled' }>;

/** How often a retry is repeated when others change the same delivery, such as a replay. */
const maxTries = 5;

/**
 * Attempts an ended delivery once more, now, regardless of the lane's circuit and concurrency. The same request twice is one.
 * The attempt is leased from the start, so that it is not lost if the queue loses it. Throws for an internal fault;
 * repeating the call with the same request id is safe.
 * @throws StoreContended when the delivery was changed by others during every try.
 */
export async function retryManually(ports: ManualRetryPorts, request: ManualRetryRequest): Promise<ManualRetryOutcome> {
  const read = async () => (await ports.deliveries.find([request]))[0];
  return retryOnConflict<Delivery | undefined, ManualRetryOutcome>({
    maxTries,
    first: await read(),
    read,
    attempt: async (delivery) => {
      const retry = await checkRetry(ports, { request, delivery });
      return retry.kind === 'allowed' ? restart(ports, { request, before: retry.delivery }) : retry;
    },
    exhausted: () => {
      throw new StoreContended(
        `Delivery ${request.deliveryId} was changed by others during each of ${maxTries} tries.`,
      );
    },
  });
}

/** Decides whether the delivery may be attempted now; if not, returns the outcome. */
async function checkRetry(
  { configuration }: Pick<ManualRetryPorts, 'configuration'>,
  { request, delivery }: Readonly<{ request: ManualRetryRequest; delivery: Delivery | undefined }>,
): Promise<Readonly<{ kind: 'allowed'; delivery: Delivery }> | ManualRetryOutcome> {
  const { space, requestId } = request;
  if (delivery?.space !== space) return { kind: 'not_found' };
  const webhook = await configuration.read({ space, webhookId: delivery.webhookId });
  if (!webhook) return { kind: 'not_found' };
  // The request is a repetition. If the first one crashed before sending, the lane releases the delivery when its lease
  // ends.
  if (delivery.roundIds?.includes(requestId)) return { kind: 'accepted', delivery };
  if (!hasEnded(delivery)) return { kind: 'still_going', delivery };
  // A delivery may be sent once more; a rule that was carried out has no failed step from which to continue.
  if (delivery.execution && delivery.status === 'succeeded') return { kind: 'nothing_failed' };
  if (webhook.status !== 'enabled') return { kind: 'webhook_stopped', status: webhook.status };
  return { kind: 'allowed', delivery };
}

/** Leases the delivery, records its new round and enqueues it. */
async function restart(
  ports: ManualRetryPorts,
  { request, before }: Readonly<{ request: ManualRetryRequest; before: Delivery }>,
): Promise<ManualRetryOutcome | 'conflict'> {
  const { space, requestId } = request;
  const { webhookId } = before;
  const now = ports.clock.now().getTime();
  const leasedUntil = now + leaseMs;
  const position = { queue: 'leased', dueAt: iso(leasedUntil) } as const;
  const after = restartedRound(before, { id: requestId, trigger: 'manual', position, now });
  await extendRetention(ports, [after]);
  const lane = requireReadable((await ports.laneRegistry.find([webhookId])).get(webhookId));
  const lease = waitItemOf(after, partitionOf(after.id, lane?.partitions ?? 1));
  if (lease === undefined) throw new Error(`Delivery ${before.id} has no lease.`);
  const [put] = await ports.waits.put([lease]);
  if (put !== 'put') throw new Error(`The lease of delivery ${before.id} could not be written.`);
  await ports.laneRegistry.ensureOpen({ space, webhookId, leasedUntil });
  const [outcome] = await ports.deliveries.change([{ before, after }]);
  if (outcome === 'moved_on') return 'conflict';
  if (outcome !== 'changed') throw new Error(`Delivery ${before.id} could not be written.`);
  await ports.retries.send([{ message: { space, lease, bypassCircuit: true }, delaySeconds: 0 }]);
  return { kind: 'accepted', delivery: after };
}
