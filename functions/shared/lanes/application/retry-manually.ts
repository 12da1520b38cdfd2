import type { DeliveryRef, DeliveryStore, WaitItems } from '../../deliveries/application/ports.ts';
import type { Delivery } from '../../deliveries/domain/delivery.ts';
import { hasEnded, iso, restartedRound } from '../../deliveries/domain/delivery-course.ts';
import { waitItemOf } from '../../deliveries/domain/wait-item.ts';
import type { Clock } from '../../platform/application/ports.ts';
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

/**
 * Attempts an ended delivery once more, now, regardless of the lane's circuit and concurrency. The same request twice is one.
 * The attempt is leased from the start, so that it is not lost if the queue loses it. Throws for an internal fault;
 * repeating the call with the same request id is safe.
 */
export async function retryManually(ports: ManualRetryPorts, request: ManualRetryRequest): Promise<ManualRetryOutcome> {
  const { space, requestId } = request;
  const [before] = await ports.deliveries.find([request]);
  if (before?.space !== space) return { kind: 'not_found' };
  const { webhookId, execution } = before;
  const webhook = await ports.configuration.read({ space, webhookId });
  if (!webhook) return { kind: 'not_found' };
  // The request is a repetition. If the first one crashed before sending, the lane releases the delivery when its lease
  // ends.
  if (before.roundIds?.includes(requestId)) return { kind: 'accepted', delivery: before };
  if (!hasEnded(before)) return { kind: 'still_going', delivery: before };
  // A delivery may be sent once more; a rule that was carried out has no failed step from which to continue.
  if (execution && before.status === 'succeeded') return { kind: 'nothing_failed' };
  if (webhook.status !== 'enabled') return { kind: 'webhook_stopped', status: webhook.status };
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
  if (outcome === 'moved_on') return retryManually(ports, request);
  if (outcome !== 'changed') throw new Error(`Delivery ${before.id} could not be written.`);
  await ports.retries.send([{ message: { space, lease, bypassCircuit: true }, delaySeconds: 0 }]);
  return { kind: 'accepted', delivery: after };
}
