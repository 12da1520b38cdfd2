import type { DeliveryStore, WaitItems } from '../../deliveries/application/ports.ts';
import type { Attempt } from '../../deliveries/domain/delivery.ts';
import { iso } from '../../deliveries/domain/delivery-course.ts';
import { notFound, type Outcome, ok } from '../../platform/application/outcome.ts';
import type { WebhookRef } from '../../platform/domain/webhook-ref.ts';
import type { HealthSummaries, LaneWebhook, WebhookConfiguration } from '../../webhooks/application/ports.ts';
import type { HealthSummary } from '../../webhooks/domain/health-status.ts';
import { failingSince, type Health, healthRules } from '../domain/health.ts';
import type { Lane } from '../domain/lane.ts';
import { readableLane, readLane, UnreadableLane } from './found-lanes.ts';
import type { LaneStore } from './ports.ts';

export type HealthPorts = Readonly<{
  configuration: WebhookConfiguration;
  lanes: Pick<LaneStore, 'read'>;
  waits: Pick<WaitItems, 'find'>;
  deliveries: Pick<DeliveryStore, 'list'>;
}>;

/** Times are ISO 8601. */
export type HealthReport = HealthSummary &
  Readonly<{
    since: string;
    lastSuccessAt?: string | undefined;
    lastFailure?: Readonly<{ at: string; reason: string }> | undefined;
    nextProbeAt?: string | undefined;
    waiting: Readonly<{ parked: number; scheduled: number; inFlight: number; isComplete: boolean }>;
  }>;

/** Waiting deliveries are counted up to this number of each kind. */
const maxCounted = 1_000;
/** The newest deliveries that are searched for the latest success. */
const searchedDeliveries = 20;

type WebhookStatus = Pick<
  LaneWebhook,
  'status' | 'createdAt' | 'statusSince' | 'freshSince' | 'disableAfterFailingSeconds'
>;

function summarize(
  webhook: WebhookStatus,
  lane: Pick<Lane, 'health' | 'circuit' | 'status'> | undefined,
): HealthSummary {
  const since = failingSince(lane?.health, healthRules(webhook));
  return {
    status: statusOf(webhook, { lane, isFailing: since !== undefined }),
    ...(since && { failingSince: iso(since) }),
  };
}

function statusOf(
  { status }: WebhookStatus,
  { lane, isFailing }: Readonly<{ lane: Pick<Lane, 'circuit' | 'status'> | undefined; isFailing: boolean }>,
): HealthSummary['status'] {
  if (status !== 'enabled') return status;
  if (lane?.status === 'open' && lane.circuit.state === 'open') return 'circuit_open';
  return isFailing ? 'failing' : 'healthy';
}

export interface HealthSummaryReport {
  /** The webhook is shown without what its lane says. */
  laneUnreadable(fact: Readonly<{ webhookId: string; error: unknown }>): void;
}

/** Summarises the health of a page's webhooks with one read of all their lanes. */
export const healthSummaries = ({
  lanes,
  report,
}: Pick<HealthPorts, 'lanes'> & Readonly<{ report: HealthSummaryReport }>): HealthSummaries => ({
  async of(webhooks) {
    if (webhooks.length === 0) return new Map();
    const found = await lanes.read(webhooks.map(({ id }) => id));
    return new Map(
      webhooks.map((webhook) => {
        const lane = found.get(webhook.id);
        // A fault of ours is not shown as one of the endpoint.
        if (lane instanceof UnreadableLane) report.laneUnreadable({ webhookId: webhook.id, error: lane });
        return [webhook.id, summarize(webhook, readableLane(lane))];
      }),
    );
  },
});

export async function readHealth(ports: HealthPorts, ref: WebhookRef): Promise<Outcome<HealthReport>> {
  const { webhookId } = ref;
  const [webhook, lane] = await Promise.all([ports.configuration.read(ref), readLane(ports.lanes, webhookId)]);
  if (!webhook) return notFound('webhook');
  const shown = summarize(webhook, lane);
  const [waiting, attempts] = await Promise.all([
    countWaiting(ports, { webhookId, lane }),
    latestAttempts(ports, { webhookId, failingSince: shown.failingSince }),
  ]);
  const { circuit } = lane ?? {};
  return ok({
    ...shown,
    since: statusSinceOf(shown, { webhook, lane }),
    ...withSuccess(lane?.health, attempts.success),
    ...withFailure(lane?.health, attempts.failure),
    ...(shown.status === 'circuit_open' && circuit?.state === 'open' && { nextProbeAt: iso(circuit.probeAt) }),
    waiting,
  });
}

function statusSinceOf(
  { status, failingSince: since = '' }: HealthSummary,
  { webhook, lane }: Readonly<{ webhook: WebhookStatus; lane: Lane | undefined }>,
): string {
  const { freshSince, statusSince } = healthRules(webhook);
  switch (status) {
    case 'disabled':
    case 'paused':
      return webhook.statusSince ?? webhook.createdAt;
    case 'failing':
      return since;
    case 'circuit_open':
      return lane?.circuit.state === 'open' ? iso(lane.circuit.openedAt) : since;
    case 'healthy':
      return iso(Math.max(freshSince, statusSince, lane?.health?.recoveredAt ?? 0));
  }
}

async function countWaiting(
  { waits }: HealthPorts,
  { webhookId, lane }: Readonly<{ webhookId: string; lane: Lane | undefined }>,
): Promise<HealthReport['waiting']> {
  if (lane?.status !== 'open') return { parked: 0, scheduled: 0, inFlight: 0, isComplete: true };
  const found = await waits.find({ webhookId, partitions: lane.partitions, limit: maxCounted });
  const [parked, scheduled, inFlight] = [found.parked.length, found.scheduled.length, found.leased.length];
  return {
    parked: Math.min(parked, maxCounted),
    scheduled: Math.min(scheduled, maxCounted),
    inFlight: Math.min(inFlight, maxCounted),
    isComplete: Math.max(parked, scheduled, inFlight) < maxCounted,
  };
}

type Latest = Readonly<{ success?: Attempt | undefined; failure?: Attempt | undefined }>;

/** Among the newest deliveries; a success, if there is none, among the last ones before the webhook began to fail. */
async function latestAttempts(
  { deliveries }: HealthPorts,
  { webhookId, failingSince: since }: Readonly<{ webhookId: string; failingSince: string | undefined }>,
): Promise<Latest> {
  const attemptsOf = async (until?: string) => {
    const page = await deliveries.list({ webhookId, limit: searchedDeliveries, until });
    return page.deliveries.flatMap(({ attempts }) => attempts).toSorted(byStart);
  };
  const attempts = await attemptsOf();
  const failure = attempts.findLast((attempt) => attempt.failure !== undefined);
  const success = attempts.findLast(isSuccess);
  if (success || since === undefined) return { success, failure };
  return { success: (await attemptsOf(since)).findLast(isSuccess), failure };
}

const isSuccess = ({ failure }: Attempt): boolean => failure === undefined;

const byStart = (one: Attempt, other: Attempt): number => (one.startedAt < other.startedAt ? -1 : 1);

/** A webhook that only rules call has no deliveries of its own, but its lane records when it recovered. */
function withSuccess(health: Health | undefined, attempt: Attempt | undefined): Pick<HealthReport, 'lastSuccessAt'> {
  const noted = health?.recoveredAt === undefined ? '' : iso(health.recoveredAt);
  const recorded = attempt?.startedAt ?? '';
  const lastSuccessAt = noted > recorded ? noted : recorded;
  return lastSuccessAt === '' ? {} : { lastSuccessAt };
}

/** The later of the lane's failure and that of the newest deliveries. */
function withFailure(health: Health | undefined, attempt: Attempt | undefined): Pick<HealthReport, 'lastFailure'> {
  const noted = health?.lastFailure && { at: iso(health.lastFailure.at), reason: health.lastFailure.reason };
  const recorded = attempt && { at: attempt.startedAt, reason: attempt.reason };
  const lastFailure = noted && recorded ? (recorded.at >= noted.at ? recorded : noted) : (noted ?? recorded);
  return lastFailure === undefined ? {} : { lastFailure };
}
