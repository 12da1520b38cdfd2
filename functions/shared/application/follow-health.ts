import { type HealthNews, healthRules, healthStep, withStep } from '../domain/health.ts';
import type { Lane } from '../domain/lane.ts';
import type { Clock } from './ports/clock.ts';
import type { FailingWebhooks } from './ports/failing-webhooks.ts';
import type { HealthMessages } from './ports/health-messages.ts';
import type { LaneStore } from './ports/lane-store.ts';
import type { LaneWebhook } from './ports/webhook-configuration.ts';

export type FollowHealthPorts = Readonly<{
  clock: Clock;
  lanes: LaneStore;
  failingWebhooks: FailingWebhooks;
  healthMessages: HealthMessages;
  report: HealthObserver;
}>;

/** The facts of health that operators see. */
export interface HealthObserver {
  healthPublished(fact: Readonly<{ webhookId: string; news: HealthNews }>): void;
  /** It stays noted in the lane, which wakes for it again. */
  healthNotPublished(fact: Readonly<{ webhookId: string; error: unknown }>): void;
}

type Watched = Readonly<{ lane: Lane; webhook: LaneWebhook | undefined }>;

/**
 * Decides what is due for an endpoint that does nothing but fail, by a write on condition that nobody has written the
 * lane since, so that it is decided once, and not over an answer that came meanwhile. What was decided is noted in the
 * lane until it was told. Absent when somebody else wrote: read both again.
 */
export async function decideHealth(ports: FollowHealthPorts, watched: Watched): Promise<Watched | undefined> {
  const { lane, webhook } = watched;
  if (webhook?.status !== 'enabled' || lane.health === undefined) return watched;
  const rules = healthRules(webhook);
  const step = healthStep(lane.health, rules);
  if (step === undefined) return watched;
  const now = ports.clock.now().getTime();
  const decided = { ...lane, health: withStep(lane.health, { step, rules, now }), version: lane.version + 1 };
  switch (step) {
    case 'warn':
      return (await ports.lanes.write(decided)) === 'written' ? { lane: decided, webhook } : undefined;
    case 'disable': {
      const at = new Date(now).toISOString();
      const outcome = await ports.failingWebhooks.disable({ webhook, lane: decided, at });
      return outcome === 'disabled' ? { lane: decided, webhook: { ...webhook, status: 'disabled' } } : undefined;
    }
  }
}

/** Publishes what was decided; answers what need not be published any more. Never throws: the lane wakes for the rest again. */
export async function publishHealth(
  ports: FollowHealthPorts,
  { lane, webhook }: Watched,
): Promise<readonly HealthNews[]> {
  const { webhookId, health } = lane;
  const unpublished = health?.unpublished ?? [];
  // A deleted webhook's failures are nobody's.
  if (unpublished.length === 0 || webhook === undefined) return unpublished;
  try {
    await ports.healthMessages.publish(unpublished.map((news) => ({ news, webhook })));
    for (const news of unpublished) ports.report.healthPublished({ webhookId, news });
    return unpublished;
  } catch (error) {
    ports.report.healthNotPublished({ webhookId, error });
    return [];
  }
}
