import type { ParkReason } from '../../deliveries/domain/delivery-course.ts';
import type { Event } from '../../events/domain/event.ts';
import { requireReadable, type UnreadableLane } from '../../lanes/application/found-lanes.ts';
import type { LaneRegistry } from '../../lanes/application/lane-registry.ts';
import type { RateLimiter } from '../../lanes/application/ports.ts';
import type { Lane } from '../../lanes/domain/lane.ts';
import { rateLimitOf } from '../../lanes/domain/slowness.ts';
import {
  type FaultReport,
  mergeProcessed,
  type Processed,
  returnAll,
} from '../../platform/application/returned-messages.ts';
import type { Webhook } from '../../webhooks/domain/webhook.ts';
import { type Candidate, currentWebhook, type Prepared, type PreparePorts } from './prepare-attempt.ts';

export type AdmitPorts = PreparePorts &
  Readonly<{ laneRegistry: Pick<LaneRegistry, 'find'>; rates: RateLimiter; report: FaultReport }>;

/** A prepared attempt with its lane, and whether its webhook's rate admits it. */
export type RateChecked = Prepared & Readonly<{ lane: Lane | undefined; isWithinRate: boolean }>;

/** A prepared attempt that has all it needs. */
export type Ready = Prepared & Readonly<{ webhook: Webhook; event: Event }>;

/** The decision about a candidate. */
export type Admission =
  | Readonly<{ kind: 'attempt'; ready: Ready }>
  | Readonly<{ kind: 'park'; candidate: Candidate; webhook: Webhook; reason: ParkReason }>
  | Readonly<{ kind: 'discard'; candidate: Candidate; webhook: Webhook | undefined; reason: string }>;

/**
 * Takes the batch's share of each webhook's rate. A fault returns the messages of that webhook, before an attempt: so does
 * a lane that cannot be read, as nothing tells how fast the endpoint may be called, and no failure could be recorded.
 */
export async function applyRateLimits(
  ports: AdmitPorts,
  prepared: readonly Prepared[],
): Promise<Processed<RateChecked>> {
  const groups = [...Map.groupBy(prepared, ({ delivery }) => delivery.webhookId)];
  const lanes = await ports.laneRegistry.find(groups.map(([webhookId]) => webhookId));
  return mergeProcessed(
    await Promise.all(
      groups.map(([webhookId, items]) => applyRateLimit(ports, { items, found: lanes.get(webhookId) })),
    ),
  );
}

type OfWebhook = Readonly<{ items: readonly Prepared[]; lane: Lane | undefined }>;

async function applyRateLimit(
  ports: AdmitPorts,
  { items, found }: Readonly<{ items: readonly Prepared[]; found: Lane | UnreadableLane | undefined }>,
): Promise<Processed<RateChecked>> {
  try {
    const lane = requireReadable(found);
    const granted = await withinRateLimit(ports, { items, lane });
    const results = items.map((item) => ({ ...item, lane, isWithinRate: granted.includes(item) }));
    return { results, returned: [] };
  } catch (error) {
    return { results: [], returned: returnAll(ports.report, items, error) };
  }
}

/**
 * The attempts that both the rate limit and the share of a slow webhook admit. Deliveries that wait already go first; new
 * ones queue behind them.
 */
async function withinRateLimit({ clock, rates }: AdmitPorts, { items, lane }: OfWebhook): Promise<readonly Prepared[]> {
  const [{ delivery, webhook } = {}] = items;
  const now = clock.now();
  const perSecond = rateLimitOf(webhook?.rateLimit?.perSecond, lane?.slowness, now.getTime());
  if (delivery === undefined || perSecond === undefined) return items;
  const queue = lane?.rateBacklog ? items.filter(({ lease }) => lease !== undefined) : items;
  if (queue.length === 0) return [];
  return queue.slice(0, await rates.acquire({ webhookId: delivery.webhookId, perSecond, wanted: queue.length, now }));
}

/** Decides about a candidate, by the current version of its webhook. */
export async function admit(ports: PreparePorts, rated: RateChecked): Promise<Admission> {
  const webhook = await currentWebhook(ports, rated);
  const { event } = rated;
  const reason = discardReason({ ...rated, webhook });
  if (!webhook || !event || reason !== undefined) {
    return { kind: 'discard', candidate: rated, webhook, reason: reason ?? '' };
  }
  const park = parkReason({ ...rated, webhook });
  return park
    ? { kind: 'park', candidate: rated, webhook, reason: park }
    : { kind: 'attempt', ready: { ...rated, webhook, event } };
}

/** The reasons that would mean that something needed has expired. */
export const discardReasons = {
  noEvent: 'The event is no longer stored.',
  noResponses: 'The responses to earlier steps are no longer stored.',
} as const;

function discardReason({ delivery, webhook, event, rule, earlierResponses }: Prepared): string | undefined {
  if (delivery.execution && !rule) return 'The rule was deleted.';
  if (earlierResponses.includes(undefined)) return discardReasons.noResponses;
  if (!webhook) return 'The webhook was deleted.';
  if (webhook.status === 'disabled') return 'The webhook is disabled.';
  return event ? undefined : discardReasons.noEvent;
}

function parkReason({ webhook, lane, bypassCircuit, isWithinRate }: RateChecked & Readonly<{ webhook: Webhook }>) {
  if (webhook.status === 'paused') return 'paused';
  if (lane?.circuit.state === 'open' && !bypassCircuit) return 'circuit_open';
  return isWithinRate ? undefined : 'rate_limited';
}
