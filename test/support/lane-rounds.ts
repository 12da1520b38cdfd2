import type { Delivery, LaneQueue } from '../../functions/shared/deliveries/domain/delivery.ts';
import type { WaitItem } from '../../functions/shared/deliveries/domain/wait-item.ts';
import { releaseBatch } from '../../functions/shared/lanes/application/release-batch.ts';
import type { Lane } from '../../functions/shared/lanes/domain/lane.ts';
import { openLane } from '../../functions/shared/lanes/domain/lane-update.ts';
import type { Webhook } from '../../functions/shared/webhooks/domain/webhook.ts';
import { CallLog } from './call-log.ts';
import { DeliveryWorld } from './delivery-world.ts';
import { aDelivery } from './records/delivery.ts';
import { aWaitItem } from './records/wait-item.ts';
import { aWebhook } from './records/webhook.ts';

export const hour = 3_600_000;
/** When every world begins. */
export const start = new DeliveryWorld().clock.now().getTime();
export const ref = { webhookId: 'wh_1', space: 'acme' };
export const iso = (time: number) => new Date(time).toISOString();
export const idOf = (index: number) => `d_${String(index).padStart(4, '0')}`;
export const ids = (...indices: readonly number[]) => indices.map(idOf);
export const range = (length: number) => Array.from({ length }, (_, index) => index);

/** Rounds of the lane of one webhook, and what waits in it. */
export class LaneRounds {
  world = new DeliveryWorld();
  now = start;
  log = new CallLog();
  /** Absent when it was deleted. */
  webhook: Webhook | undefined = aWebhook();
  items: WaitItem[] = [];

  /** One item for each time; numbers go on from those put before. */
  async put(queue: LaneQueue, times: readonly number[], changes: Partial<WaitItem> = {}): Promise<void> {
    const added = times.map((time, index) => {
      const deliveryId = idOf(this.items.length + index);
      return aWaitItem({
        deliveryId,
        queue,
        dueAt: iso(time),
        recordedDueAt: iso(time),
        writtenAt: iso(this.now),
        ...changes,
      });
    });
    this.items.push(...added);
    await this.world.waits.put(added);
  }

  /** Records that wait with their items, since these times. */
  async record(queue: LaneQueue, times: readonly number[], changes: Partial<Delivery> = {}) {
    const first = this.items.length;
    await this.put(queue, times);
    const records = times.map((time, index) => {
      const position = { queue, dueAt: iso(time) };
      return aDelivery({ id: idOf(first + index), status: 'pending', attempts: [], position, ...changes });
    });
    await this.world.deliveries.recordFirst(records);
  }

  laneWith(changes: Partial<Lane> = {}): Lane {
    return { ...openLane(undefined, { ...ref, dueAt: this.now }, this.now).lane, ...changes };
  }

  round(changes: Partial<Lane> = {}) {
    const { world, log, webhook, now } = this;
    return releaseBatch(world.container(log), { lane: this.laneWith(changes), webhook, now });
  }

  sentIds() {
    return this.world.retries.messages.map(({ lease }) => lease.deliveryId);
  }

  found() {
    return this.world.waits.find({ webhookId: 'wh_1', partitions: 1, limit: 9_999 });
  }
}
