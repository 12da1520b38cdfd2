import { refOf } from '../../functions/shared/deliveries/application/ports.ts';
import type { MessageTarget } from '../../functions/shared/events/application/ports.ts';
import type { Event } from '../../functions/shared/events/domain/event.ts';
import type { Lane } from '../../functions/shared/lanes/domain/lane.ts';
import { deliveryPartitions } from '../../functions/shared/platform/adapters/dynamodb-keys.ts';
import type { RuleFields } from '../../functions/shared/rules/domain/rule.ts';
import { defaultRetrySchedule, type Webhook } from '../../functions/shared/webhooks/domain/webhook.ts';
import { aWebhook } from '../support/records/webhook.ts';
import type { Mood } from './endpoints.ts';
import { noFaults } from './faults.ts';
import { idOf } from './invariants.ts';
import type { Rng } from './kernel.ts';
import { reconcileEveryMs, retentionMs, space, type World } from './world.ts';

const hour = 3_600_000;
/** When every run begins. */
export const start = '2026-01-01T00:00:00.000Z';
/** For so long things happen, and go wrong. */
export const chaosMs = 38 * hour;
export const longestPauseMs = 140 * hour;

const moods: readonly [Mood, ...Mood[]] = [
  'up',
  'up',
  'up',
  'failing',
  'refusing',
  'hanging',
  'flapping',
  'busy',
  'gone',
  'picky',
  'verbose',
  'slow',
];

/** What producers, endpoints, managers and operators do in a run. */
export class Scenario {
  readonly eventIds = new Set<string>();
  /** Whom each event was for. */
  readonly expected = new Map<string, string[]>();
  /** Which rules each event set off. */
  readonly expectedOfRules = new Map<string, string[]>();
  readonly #world: World;
  readonly #chance: Rng;
  #requests = 0;

  constructor(world: World, chance: Rng) {
    this.#world = world;
    this.#chance = chance;
  }

  get #isOver(): boolean {
    return this.#world.kernel.time > Date.parse(start) + chaosMs;
  }

  prepare(): void {
    const chance = this.#chance;
    const webhooks = chance.integer(1, 3);
    for (let index = 1; index <= webhooks; index += 1) this.#addWebhook(`wh_${index}`);
    for (let index = 1; index <= chance.integer(0, 2); index += 1) this.#addRule(`rule_${index}`);
    for (let index = 0; index < chance.integer(4, 12); index += 1) this.#later(() => this.#turnMood());
    for (let index = 0; index < chance.integer(10, 30); index += 1)
      this.#later(() => this.#putEvents(chance.integer(1, 3)));
    for (let index = 0; index < chance.integer(0, 3); index += 1)
      this.#later(() => this.#putEvents(chance.integer(25, 70)));
    for (let index = 0; index < chance.integer(0, 8); index += 1) this.#later(() => this.#manage());
    for (let index = 0; index < chance.integer(0, 8); index += 1) this.#later(() => this.#retryByHand());
    for (let index = 0; index < chance.integer(0, 3); index += 1) this.#later(() => this.#replay());
    if (Number.isFinite(this.#world.profile.indexLagMs)) {
      for (let index = 0; index < chance.integer(0, 3); index += 1) this.#later(() => this.#world.executions.stopOne());
    }
    if (this.#world.faults.rates !== noFaults) {
      for (let index = 0; index < chance.integer(0, 4); index += 1) this.#later(() => this.#storm());
    }
    const { onDisabled, lanes } = this.#world;
    const { onWrite } = lanes;
    lanes.onWrite = (lane) => {
      onWrite(lane);
      this.#strikeWhenItCloses(lane);
      this.#strikeWhileItIsAwake(lane);
    };
    this.#world.onDisabled = (lane) => {
      onDisabled(lane);
      if (chance.happens(0.6)) this.#enableLater(lane.webhookId, lane.health?.failing?.since);
    };
  }

  /** A lane that rests is about to be closed by a sweep: the moment at which a failing delivery is lost most easily. */
  #strikeWhenItCloses({ webhookId, status, wake, reconcileAt }: Lane): void {
    const { kernel, deliveries, endpoints, webhooks } = this.#world;
    const isIdle = !deliveries.all.some((each) => each.webhookId === webhookId && each.position !== undefined);
    if (this.#isOver || status !== 'open' || wake.kind !== 'none' || reconcileAt === undefined || !isIdle) return;
    if (!this.#chance.happens(0.2)) return;
    const closesAt = Math.ceil(reconcileAt / reconcileEveryMs) * reconcileEveryMs;
    const url = webhooks.now(webhookId)?.url ?? '';
    if (this.#chance.happens(0.5)) {
      // Parked unsent, without a write of the lane; and the pause itself was not written either.
      kernel.at(closesAt - 8_000, () => webhooks.change(webhookId, { status: 'paused' }));
      kernel.at(closesAt + 600_000, () => {
        webhooks.change(webhookId, { status: 'enabled' });
        this.#world.changed(webhookId);
      });
    } else {
      kernel.at(closesAt - 3_000, () => endpoints.set(url, this.#chance.pick(['failing', 'refusing'])));
      kernel.at(closesAt + 120_000, () => endpoints.set(url, this.#chance.pick(moods)));
    }
    kernel.at(closesAt + this.#chance.between(-2_500, 500), () => this.#putEvents(this.#chance.integer(1, 2)));
  }

  /** What is put into a lane after its wake has queried it must be seen at the end of that wake. */
  #strikeWhileItIsAwake({ webhookId, wake }: Lane): void {
    const { kernel, endpoints, webhooks } = this.#world;
    if (this.#isOver || wake.kind !== 'awake' || !this.#chance.happens(0.02)) return;
    endpoints.set(webhooks.now(webhookId)?.url ?? '', this.#chance.pick(['failing', 'refusing']));
    kernel.at(kernel.time + this.#chance.between(0, 2_000), () => this.#putEvents(1));
  }

  /** Throttling for seconds or minutes, of everything or of one partition. */
  #storm(): void {
    const { faults, kernel } = this.#world;
    const until = kernel.time + this.#chance.pick([5_000, 30_000, 240_000]);
    const partition = this.#chance.happens(0.5) ? this.#chance.integer(0, deliveryPartitions - 1) : undefined;
    const storm = { until, partition };
    faults.storm = storm;
    kernel.at(until, () => {
      if (faults.storm === storm) faults.storm = undefined;
    });
  }

  #later(happen: () => void): void {
    const { kernel } = this.#world;
    kernel.at(kernel.time + this.#chance.between(0, chaosMs), happen);
  }

  #addWebhook(id: string): void {
    const chance = this.#chance;
    const isLimited = chance.happens(0.2);
    const webhook: Webhook = {
      ...aWebhook({ id, space, name: `${id} by name`, url: `https://${id}.example.com/`, payload: { format: 'raw' } }),
      retrySchedule: chance.happens(0.75) ? defaultRetrySchedule : chance.pick([[5, 30, 300, 3_600, 7_200], []]),
      ...(isLimited && { rateLimit: { perSecond: chance.integer(1, 4) } }),
      disableAfterFailingSeconds: chance.pick([null, 432_000, 4 * 3_600, 12 * 3_600, 30 * 3_600]),
      status: 'enabled',
    };
    this.#world.webhooks.set(id, webhook);
    this.#world.endpoints.set(webhook.url, chance.pick(moods));
  }

  #addRule(id: string): void {
    this.#world.rules.set(id, {
      name: `${id} by name`,
      ownerEmail: `${id}@acme.test`,
      trigger: { eventType: 'hit.detected' },
      scope: null,
      steps: this.#anySteps(),
      enabled: true,
    });
    if (this.#chance.happens(0.4)) this.#later(() => this.#editRule(id));
  }

  /** Perhaps the same webhook twice. */
  #anySteps(): RuleFields['steps'] {
    const [first = '', ...others] = this.#world.webhooks.ids;
    return Array.from({ length: this.#chance.integer(1, 3) }, () => ({
      webhookId: this.#chance.pick([first, ...others]),
    }));
  }

  #editRule(id: string): void {
    const { rules } = this.#world;
    switch (this.#chance.pick(['steps', 'steps', 'owner', 'disable', 'delete'])) {
      case 'steps':
        rules.change(id, { steps: this.#anySteps() });
        break;
      case 'owner':
        rules.change(id, { ownerEmail: `new-${id}@acme.test` });
        break;
      case 'disable':
        rules.change(id, { enabled: false });
        break;
      case 'delete':
        rules.set(id, undefined);
        break;
    }
  }

  #anyWebhook(): Webhook | undefined {
    const [id] = this.#chance.shuffled(this.#world.webhooks.ids);
    return id === undefined ? undefined : this.#world.webhooks.now(id);
  }

  #turnMood(): void {
    const webhook = this.#anyWebhook();
    if (webhook) this.#world.endpoints.set(webhook.url, this.#chance.pick(moods));
  }

  #putEvents(count: number): void {
    for (let index = 0; index < count; index += 1) {
      const time = this.#world.kernel.now().toISOString();
      const id = `evt_${this.eventIds.size + 1}`;
      this.eventIds.add(id);
      const event: Event = { space, id, type: 'hit.detected', time, data: id };
      const webhookIds = this.#world.webhooks.ids.filter((webhookId) => this.#world.webhooks.now(webhookId));
      this.expected.set(id, [...webhookIds]);
      this.#world.events.claim([{ event, envelopeId: id, receivedAt: time, targets: webhookIds }]);
      for (const webhookId of webhookIds) this.#send(event, { webhookId });
      this.#setOffRules(event);
    }
  }

  #setOffRules(event: Event): void {
    const { rules } = this.#world;
    const ruleIds = rules.ids.filter((id) => rules.now(id)?.enabled && this.#chance.happens(0.5));
    this.expectedOfRules.set(event.id, [...ruleIds]);
    for (const id of ruleIds) this.#send(event, { rule: { id } });
  }

  #send(event: Event, target: MessageTarget): void {
    const isRepeated = this.#chance.happens(this.#world.profile.duplicates);
    const message = {
      ...target,
      deliveryId: idOf(event, target.rule ? target.rule.id : target.webhookId),
      space,
      eventId: event.id,
      envelopeId: event.id,
      eventType: event.type,
      ...(this.#chance.happens(0.8) && { event }),
    };
    const { lateMessages } = this.#world.profile;
    const delayMs = this.#chance.happens(lateMessages) ? retentionMs - this.#chance.between(1, 20) * hour : 0;
    this.#world.firstAttempts.send({ ...message, repeated: false }, delayMs / 1000);
    if (isRepeated) this.#world.firstAttempts.send({ ...message, repeated: true }, this.#chance.integer(0, 300));
  }

  #manage(): void {
    const webhook = this.#anyWebhook();
    if (!webhook) return;
    const { id } = webhook;
    const { webhooks, endpoints, kernel } = this.#world;
    switch (this.#chance.pick(['pause', 'pause', 'disable', 'delete', 're-point'])) {
      case 'pause':
        this.#world.manage(id, { status: 'paused' });
        kernel.at(kernel.time + this.#pauseMs(), () => {
          if (webhooks.now(id)?.status === 'paused') this.#world.manage(id, { status: 'enabled' });
          else this.#world.changed(id);
        });
        break;
      case 'disable':
        this.#world.manage(id, { status: 'disabled' });
        this.#enableLater(id);
        break;
      case 'delete':
        if (this.#chance.happens(0.3)) webhooks.set(id, undefined);
        this.#world.changed(id);
        break;
      case 're-point': {
        const url = `https://${id}-${kernel.steps}.example.com/`;
        endpoints.set(url, this.#chance.pick(moods));
        this.#world.manage(id, { url });
        break;
      }
    }
  }

  /** Enables it again, and replays what came since then. */
  #enableLater(id: string, replayedSince?: number): void {
    const { webhooks, endpoints, kernel } = this.#world;
    kernel.at(kernel.time + this.#chance.between(1_000, 20 * hour), () => {
      const webhook = webhooks.now(id);
      if (webhook?.status === 'disabled') this.#world.manage(id, { status: 'enabled' });
      else this.#world.changed(id);
      if (webhook === undefined || replayedSince === undefined) return;
      if (this.#chance.happens(0.7)) endpoints.set(webhook.url, 'up');
      this.#requests += 1;
      const since = new Date(replayedSince).toISOString();
      this.#world.replay({ webhookId: id, replayId: `replay-${this.#requests}`, since });
    });
  }

  /** Now and then longer than anything is kept that nobody keeps for longer. */
  #pauseMs(): number {
    if (this.#chance.happens(0.2)) return this.#chance.between(48 * hour, longestPauseMs);
    return this.#chance.between(1_000, 20 * hour);
  }

  #retryByHand(): void {
    const chosen = this.#chance.shuffled(this.#world.deliveries.all)[0];
    if (!chosen) return;
    this.#requests += 1;
    const request = { ...refOf(chosen), requestId: `click-${this.#requests}` };
    this.#world.retry(request);
    if (this.#chance.happens(0.5)) this.#world.retry(request);
  }

  #replay(): void {
    const webhook = this.#anyWebhook();
    if (!webhook) return;
    const { kernel } = this.#world;
    this.#requests += 1;
    const replayId = `replay-${this.#requests}`;
    const since = new Date(kernel.time - this.#chance.between(1, 40) * hour).toISOString();
    const isOfAll = this.#chance.happens(0.3);
    this.#world.replay({
      webhookId: webhook.id,
      replayId,
      since,
      ...(isOfAll && { statuses: ['succeeded', 'failed', 'exhausted', 'discarded'] }),
      dryRun: this.#chance.happens(0.2),
    });
    if (this.#chance.happens(0.2)) {
      kernel.at(kernel.time + this.#chance.between(0, 600_000), () => {
        this.#world.cancelReplay({ webhookId: webhook.id, replayId });
      });
    }
  }
}
