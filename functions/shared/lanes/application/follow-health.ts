import type { Clock } from '../../platform/application/ports.ts';
import type { LaneWebhook } from '../../webhooks/application/ports.ts';
import { type HealthChange, healthRules, healthStep, withStep } from '../domain/health.ts';
import type { Lane } from '../domain/lane.ts';
import type { FailingWebhooks, HealthMessages, LaneStore } from './ports.ts';

export type FollowHealthPorts = Readonly<{
  clock: Clock;
  lanes: LaneStore;
  failingWebhooks: FailingWebhooks;
  healthMessages: HealthMessages;
  report: HealthChangeReport;
}>;

/** The changes of health that are logged and counted. */
export interface HealthChangeReport {
  healthPublished(fact: Readonly<{ webhookId: string; change: HealthChange }>): void;
  /** The change stays recorded in the lane, which wakes for it again. */
  healthNotPublished(fact: Readonly<{ webhookId: string; error: unknown }>): void;
}

export type LaneAndWebhook = Readonly<{ lane: Lane; webhook: LaneWebhook | undefined }>;

/**
 * Decides what is due for a webhook that has failed for long, by a write on condition that the lane was not written
 * since, so that it is decided once, and not after a success that was recorded meanwhile. The decision stays recorded
 * in the lane until it is published. `conflict` if another writer was faster: read both again.
 */
export async function tryDecideHealth(
  ports: FollowHealthPorts,
  watched: LaneAndWebhook,
): Promise<LaneAndWebhook | 'conflict'> {
  const { lane, webhook } = watched;
  if (webhook?.status !== 'enabled' || lane.health === undefined) return watched;
  const rules = healthRules(webhook);
  const step = healthStep(lane.health, rules);
  if (step === undefined) return watched;
  const now = ports.clock.now().getTime();
  const decided = { ...lane, health: withStep(lane.health, { step, rules, now }), version: lane.version + 1 };
  switch (step) {
    case 'warn':
      return (await ports.lanes.write(decided)) === 'written' ? { lane: decided, webhook } : 'conflict';
    case 'disable': {
      const at = new Date(now).toISOString();
      const outcome = await ports.failingWebhooks.disable({ webhook, lane: decided, at });
      return outcome === 'disabled' ? { lane: decided, webhook: { ...webhook, status: 'disabled' } } : 'conflict';
    }
  }
}

/** Publishes decided changes; returns those that need no further publication. Never throws: the lane wakes again. */
export async function publishHealthChanges(
  ports: FollowHealthPorts,
  { lane, webhook }: LaneAndWebhook,
): Promise<readonly HealthChange[]> {
  const { webhookId, health } = lane;
  const unpublished = health?.unpublished ?? [];
  // A deleted webhook has no one to be notified.
  if (unpublished.length === 0 || webhook === undefined) return unpublished;
  try {
    await ports.healthMessages.publish(unpublished.map((change) => ({ change, webhook })));
    for (const change of unpublished) ports.report.healthPublished({ webhookId, change });
    return unpublished;
  } catch (error) {
    ports.report.healthNotPublished({ webhookId, error });
    return [];
  }
}
