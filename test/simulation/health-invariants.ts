import { attemptCount } from '../../functions/shared/deliveries/domain/stored-attempts.ts';
import { acceptanceTime, healthRules, healthStep } from '../../functions/shared/lanes/domain/health.ts';
import type { Lane } from '../../functions/shared/lanes/domain/lane.ts';
import { BrokenInvariant } from './invariants.ts';
import type { World } from './world.ts';

const minute = 60_000;
/** Copies of lanes are seconds old, and what hangs takes seconds, where nothing else goes wrong. */
const calmSlackMs = minute;
/**
 * Where functions die and writes are throttled, an answer may reach its lane only with the message that comes again: five
 * times after six minutes, at worst.
 */
const troubledSlackMs = 40 * minute;

/** Watches that no webhook is disabled which did anything but fail for as long as its setting says. Call it after the others. */
export function watchHealth(world: World, isCalm: boolean): void {
  const slackMs = isCalm ? calmSlackMs : troubledSlackMs;
  const acceptances: { webhookId: string; acceptedAt: number; recordedAt: number }[] = [];
  const broken = (what: string) => world.kernel.fail(new BrokenInvariant(what));

  const { onWrite } = world.deliveries;
  world.deliveries.onWrite = (before, after) => {
    onWrite(before, after);
    const isAttempt = attemptCount(after) > (before ? attemptCount(before) : 0);
    const acceptedAt = acceptanceTime(after);
    if (!isAttempt || acceptedAt === undefined) return;
    const webhookId = after.attempts.at(-1)?.webhookId ?? after.webhookId;
    acceptances.push({ webhookId, acceptedAt, recordedAt: world.kernel.time });
  };

  const onLane = world.lanes.onWrite;
  world.lanes.onWrite = (lane) => {
    onLane(lane);
    if (lane.status === 'closed' && wantsWake(world, lane, slackMs))
      broken(
        `the lane of ${lane.webhookId} is closed although something is to be decided or published: ${JSON.stringify(lane.health)}`,
      );
  };

  world.onDisabled = ({ webhookId, health }: Lane) => {
    const now = world.kernel.time;
    const { webhooks, endpoints, profile } = world;
    const webhook = webhooks.of(webhookId).at(-2)?.thing;
    const failing = health?.failing;
    const { disableAfterMs, freshSince } = webhook
      ? healthRules(webhook)
      : { disableAfterMs: undefined, freshSince: 0 };
    if (!failing || disableAfterMs === undefined) return broken(`${webhookId} was disabled without a reason`);
    const skewMs = 2 * profile.clockSkewMs;
    const enabledMs = webhooks.enabledMs(webhookId, failing.since, now);
    if (enabledMs < disableAfterMs - skewMs)
      broken(`${webhookId} was disabled after ${enabledMs} ms of failing, not ${disableAfterMs}`);
    if (failing.since < freshSince - skewMs) broken(`${webhookId} was disabled for what failed before it was changed`);
    // An acceptance from before the first failure may be recorded after it; it does not end the failing.
    const accepted = acceptances.find(
      (each) =>
        each.webhookId === webhookId && each.acceptedAt > failing.since + slackMs && each.recordedAt < now - slackMs,
    );
    if (accepted)
      broken(
        `${webhookId} was disabled, though it accepted a request at ${new Date(accepted.acceptedAt).toISOString()}`,
      );
    const events = endpoints.sent
      .filter((sent) => sent.webhookId === webhookId && sent.at >= failing.since - skewMs - minute)
      .map(({ messageId }) => messageId);
    if (new Set(events).size < 2) broken(`${webhookId} was disabled for one delivery`);
  };
}

/**
 * Whether something is left to be decided or published. What a change of the webhook made due waits for the next
 * failure, as does what was due when it was paused.
 */
function wantsWake(world: World, { webhookId, health }: Lane, slackMs: number): boolean {
  if (health === undefined) return false;
  if (health.unpublished.length > 0) return true;
  const webhook = world.webhooks.now(webhookId);
  if (webhook?.status !== 'enabled' || Date.parse(webhook.updatedAt) > world.kernel.time - slackMs) return false;
  const { failing, lastFailure } = health;
  const isCounting = failing !== undefined && lastFailure !== undefined && failing.countsFrom < lastFailure.at;
  return isCounting && healthStep(health, healthRules(webhook)) !== undefined;
}

/** What must hold of health when the world has come to rest. */
export function checkHealth(world: World): void {
  const fail = (what: string): never => {
    throw new BrokenInvariant(what);
  };
  for (const webhookId of world.webhooks.ids) {
    const webhook = world.webhooks.now(webhookId);
    const health = world.lanes.get(webhookId)?.health;
    if (webhook === undefined || health === undefined) continue;
    if (health.unpublished.length > 0)
      fail(`a change of ${webhookId} was not published: ${JSON.stringify(health.unpublished)}`);
    const step = webhook.status === 'enabled' ? healthStep(health, healthRules(webhook)) : undefined;
    if (step) fail(`${webhookId} was due for ${step} and nobody decided it`);
    const published = world.healthTold
      .filter((message) => message.webhook.id === webhookId)
      .map(({ change }) => change);
    for (const change of published) {
      const others = published.filter(({ kind, failingSince, at }) => {
        return kind === change.kind && failingSince === change.failingSince && at !== change.at;
      });
      if (others.length > 0)
        fail(
          `${change.kind} of ${webhookId} was published more than once: ${JSON.stringify([change, ...others].slice(0, 3))}`,
        );
    }
    const disabled = world.disabled.filter((each) => each.webhookId === webhookId).length;
    const disablings = new Set(published.filter(({ kind }) => kind === 'webhook.disabled').map(({ at }) => at)).size;
    if (disabled !== disablings)
      fail(`${webhookId} was disabled ${disabled} times, and that was published ${disablings} times`);
    const warnings = new Set(
      published.filter(({ kind }) => kind !== 'webhook.recovered').map(({ failingSince }) => failingSince),
    );
    const recoveries = new Set(published.filter(({ kind }) => kind === 'webhook.recovered').map(({ at }) => at)).size;
    if (recoveries > warnings.size)
      fail(`${webhookId} recovered more often than it failed: ${JSON.stringify(published)}`);
    if (recoveries < warnings.size && health.alertedSince === undefined) {
      const open = published.at(-1)?.kind;
      if (open !== 'webhook.recovered')
        fail(`it was not published that ${webhookId} recovered: ${JSON.stringify(published)}`);
    }
  }
}
