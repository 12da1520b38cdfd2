import type { ParkReason } from '../../deliveries/domain/delivery-course.ts';
import type { Event } from '../../events/domain/event.ts';
import type { LaneRegistry } from '../../lanes/application/lane-registry.ts';
import type { RateLimiter } from '../../lanes/application/ports.ts';
import type { Lane } from '../../lanes/domain/lane.ts';
import { rateOf } from '../../lanes/domain/slowness.ts';
import { type FaultReport, returnAll, together, type Worked } from '../../platform/application/returned-messages.ts';
import type { Webhook } from '../../webhooks/domain/webhook.ts';
import { type Candidate, freshWebhook, type Prepared, type PreparePorts } from './prepare-attempt.ts';

export type AdmitPorts = PreparePorts &
  Readonly<{ laneRegistry: Pick<LaneRegistry, 'find'>; rates: RateLimiter; report: FaultReport }>;

/** A prepared attempt with what its lane and its webhook's rate say of it. */
export type Rated = Prepared & Readonly<{ lane: Lane | undefined; isWithinRate: boolean }>;

/** All that an attempt is made of. */
export type Ready = Prepared & Readonly<{ webhook: Webhook; event: Event }>;

/** What is to become of a candidate now. */
export type Admission =
  | Readonly<{ kind: 'attempt'; ready: Ready }>
  | Readonly<{ kind: 'park'; candidate: Candidate; webhook: Webhook; why: ParkReason }>
  | Readonly<{ kind: 'discard'; candidate: Candidate; webhook: Webhook | undefined; reason: string }>;

/** Takes from the rate of each webhook what the batch needs of it. A fault returns the messages of that webhook. */
export async function takeRates(ports: AdmitPorts, prepared: readonly Prepared[]): Promise<Worked<Rated>> {
  const groups = [...Map.groupBy(prepared, ({ delivery }) => delivery.webhookId)];
  const lanes = await ports.laneRegistry.find(groups.map(([webhookId]) => webhookId));
  return together(
    await Promise.all(groups.map(([webhookId, items]) => takeRate(ports, { items, lane: lanes.get(webhookId) }))),
  );
}

type OfWebhook = Readonly<{ items: readonly Prepared[]; lane: Lane | undefined }>;

async function takeRate(ports: AdmitPorts, { items, lane }: OfWebhook): Promise<Worked<Rated>> {
  try {
    const granted = await grantedOf(ports, { items, lane });
    const results = items.map((item) => ({ ...item, lane, isWithinRate: granted.includes(item) }));
    return { results, returned: [] };
  } catch (error) {
    return { results: [], returned: returnAll(ports.report, items, error) };
  }
}

/**
 * What neither a rate limit nor the share of a slow webhook forbids. What waits already goes first, so that new deliveries
 * queue up behind it.
 */
async function grantedOf({ clock, rates }: AdmitPorts, { items, lane }: OfWebhook): Promise<readonly Prepared[]> {
  const [{ delivery, webhook } = {}] = items;
  const now = clock.now();
  const perSecond = rateOf(webhook?.rateLimit?.perSecond, lane?.slowness, now.getTime());
  if (delivery === undefined || perSecond === undefined) return items;
  const queue = lane?.rateBacklog ? items.filter(({ lease }) => lease !== undefined) : items;
  if (queue.length === 0) return [];
  return queue.slice(0, await rates.take({ webhookId: delivery.webhookId, perSecond, wanted: queue.length, now }));
}

/** Decides what becomes of a candidate, by its webhook as it is now. */
export async function admit(ports: PreparePorts, rated: Rated): Promise<Admission> {
  const webhook = await freshWebhook(ports, rated);
  const { event } = rated;
  const reason = discardReason({ ...rated, webhook });
  if (!webhook || !event || reason !== undefined) {
    return { kind: 'discard', candidate: rated, webhook, reason: reason ?? '' };
  }
  const why = parkReason({ ...rated, webhook });
  return why
    ? { kind: 'park', candidate: rated, webhook, why }
    : { kind: 'attempt', ready: { ...rated, webhook, event } };
}

function discardReason({ delivery, webhook, event, rule, answers }: Prepared): string | undefined {
  if (delivery.execution && !rule) return 'The rule was deleted.';
  if (answers.includes(undefined)) return 'The answers of earlier steps are no longer kept.';
  if (!webhook) return 'The webhook was deleted.';
  if (webhook.status === 'disabled') return 'The webhook is disabled.';
  return event ? undefined : 'The event is no longer kept.';
}

function parkReason({ webhook, lane, bypassCircuit, isWithinRate }: Rated & Readonly<{ webhook: Webhook }>) {
  if (webhook.status === 'paused') return 'paused';
  if (lane?.circuit.state === 'open' && !bypassCircuit) return 'circuit_open';
  return isWithinRate ? undefined : 'rate_limited';
}
