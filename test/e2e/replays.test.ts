import { expect, test } from '@jest/globals';
import type { TlsReceiver } from '../../bin/local/receiver/tls-receiver.ts';
import { poll } from '../../bin/shared/poll.ts';
import { listDeliveries } from '../../functions/shared/deliveries/runtime/deliveries-contract.ts';
import { dynamodbLaneStore } from '../../functions/shared/lanes/adapters/dynamodb-lane-store.ts';
import { readLane } from '../../functions/shared/lanes/application/found-lanes.ts';
import {
  cancelReplay,
  listReplays,
  readReplay,
  startReplay,
} from '../../functions/shared/lanes/runtime/resend-contract.ts';
import { changeWebhook } from '../../functions/shared/webhooks/runtime/webhooks-contract.ts';
import { type BodyOf, bodyOf } from '../support/answers.ts';
import { aws } from '../support/aws-callers.ts';
import { api } from '../support/deployed-api.ts';
import { stack } from '../support/deployed-stack.ts';
import { Tenant } from '../support/tenant.ts';

const timeout = 240_000;
const lanes = dynamodbLaneStore(aws.dynamoDb, stack.outputs.TableName);

type Fields = Readonly<Record<string, unknown>>;
type Replay = BodyOf<typeof readReplay>;

/** A webhook in a space of its own, and its replays. */
class ReplayedWebhook {
  readonly #path: string;
  /** Before all of its events. */
  readonly since = new Date(Date.now() - 60_000).toISOString();
  readonly tenant: Tenant;
  readonly receiver: TlsReceiver;
  readonly id: string;

  private constructor(tenant: Tenant, receiver: TlsReceiver, id: string) {
    this.tenant = tenant;
    this.receiver = receiver;
    this.id = id;
    this.#path = `/webhooks/${id}`;
  }

  static async create(): Promise<ReplayedWebhook> {
    const tenant = await Tenant.create('replays');
    const receiver = await tenant.receiver();
    return new ReplayedWebhook(tenant, receiver, await tenant.createWebhook({ url: receiver.url }));
  }

  async patch(changes: Fields): Promise<void> {
    bodyOf(changeWebhook, await this.tenant.api('PATCH', this.#path, changes));
  }

  async start(fields: Fields = {}): Promise<Replay> {
    const body = { since: this.since, ...fields };
    return bodyOf(startReplay, await this.tenant.api('POST', `${this.#path}/replays`, body));
  }

  async cancel(id: string): Promise<Replay> {
    return bodyOf(cancelReplay, await this.tenant.api('DELETE', `${this.#path}/replays/${id}`));
  }

  async read(id: string): Promise<Replay> {
    return bodyOf(readReplay, await this.tenant.api('GET', `${this.#path}/replays/${id}`));
  }

  async list(): Promise<readonly Replay[]> {
    return bodyOf(listReplays, await this.tenant.api('GET', `${this.#path}/replays`)).items;
  }

  async until(id: string, isWanted: (replay: Replay) => boolean): Promise<Replay> {
    let last: Replay | undefined;
    const ask = async () => {
      last = await this.read(id);
      return isWanted(last) ? last : undefined;
    };
    const found = await poll({ withinMs: 90_000, everyMs: 300, ask });
    if (!found) throw new Error(`The replay did not come so far: ${JSON.stringify(last)}`);
    return found;
  }

  /** How many deliveries there are of each status, all pages together. */
  async counts(): Promise<Readonly<Record<string, number>>> {
    const found: Record<string, number> = {};
    let cursor: string | null | undefined;
    do {
      const query = cursor === undefined ? '' : `&cursor=${cursor}`;
      const page = bodyOf(listDeliveries, await this.tenant.api('GET', `${this.#path}/deliveries?limit=100${query}`));
      for (const { status } of page.items) found[status] = (found[status] ?? 0) + 1;
      cursor = page.next;
    } while (cursor);
    return found;
  }

  async untilCounts(wanted: Readonly<Record<string, number>>): Promise<void> {
    let last: Readonly<Record<string, number>> = {};
    const ask = async () => {
      last = await this.counts();
      return Object.entries(wanted).every(([status, count]) => (last[status] ?? 0) >= count) ? true : undefined;
    };
    await poll({ withinMs: 90_000, everyMs: 500, ask });
    expect(last).toEqual(wanted);
  }

  /** The lane has ended the replay, so that it sends nothing more. */
  async untilLaneIsDone(): Promise<void> {
    const ask = async () => ((await readLane(lanes, this.id))?.replays.length === 0 ? true : undefined);
    expect(await poll({ withinMs: 60_000, everyMs: 300, ask })).toBe(true);
  }
}

/** Each test has a webhook of its own, so that all may wait at the same time. */
const withWebhook = (name: string, run: (webhook: ReplayedWebhook) => Promise<void>) =>
  test.concurrent(
    name,
    async () => {
      const webhook = await ReplayedWebhook.create();
      try {
        await run(webhook);
      } finally {
        await webhook.tenant.close();
      }
    },
    timeout,
  );

withWebhook(
  'a dry run counts, a replay reports its progress, and one that is cancelled in the middle sends no more',
  async (webhook) => {
    await webhook.patch({ status: 'disabled' });
    for (let calls = 0; calls < 15; calls += 1)
      await webhook.tenant.putEvents(...Array.from({ length: 10 }, () => ({})));
    // An event's own time may lie in the future.
    await webhook.tenant.putEvents({ id: 'announced', time: '2099-01-01T00:00:00Z' });
    await webhook.untilCounts({ discarded: 151 });
    // Slow enough to be in the middle for a while: a page of a hundred takes ten seconds.
    await webhook.patch({ status: 'enabled', rateLimit: { perSecond: 10 } });
    const dry = await webhook.start({ dryRun: true });
    expect(await webhook.until(dry.id, ({ status }) => status === 'completed')).toMatchObject({
      matched: 151,
      replayed: 0,
    });
    expect(await webhook.counts()).toEqual({ discarded: 151 });
    expect(webhook.receiver.requests).toEqual([]);

    const { id } = await webhook.start();
    const under = await webhook.until(id, ({ matched }) => matched > 0);
    expect(under).toMatchObject({ status: 'running', matched: 100, replayed: 100 });
    expect(await webhook.cancel(id)).toMatchObject({ status: 'cancelled', matched: 100, replayed: 100 });
    await webhook.untilLaneIsDone();
    await webhook.untilCounts({ succeeded: 100, discarded: 51 });
    expect(webhook.receiver.requests).toHaveLength(100);
    expect(await webhook.read(id)).toMatchObject({ status: 'cancelled', matched: 100, replayed: 100 });
    expect((await webhook.list()).map((replay) => replay.id)).toEqual([id, dry.id]);
  },
);

withWebhook(
  'a replay waits while its webhook is paused, and one that is cancelled meanwhile sends nothing',
  async (webhook) => {
    await webhook.patch({ status: 'disabled' });
    await webhook.tenant.putEvents({ id: 'old' });
    await webhook.untilCounts({ discarded: 1 });
    await webhook.patch({ status: 'paused' });
    const send = () =>
      api({
        method: 'POST',
        path: `/v1/spaces/${webhook.tenant.space}/webhooks/${webhook.id}/replays`,
        key: webhook.tenant.managerKey,
        headers: { 'idempotency-key': 'once' },
        body: { since: webhook.since },
      });
    const { id } = bodyOf(startReplay, await send());
    expect(bodyOf(startReplay, await send()).id).toBe(id);
    expect(await webhook.cancel(id)).toMatchObject({ status: 'cancelled', matched: 0, replayed: 0 });
    await webhook.patch({ status: 'enabled' });
    await webhook.untilLaneIsDone();
    await webhook.tenant.putEvents({ id: 'new' });
    await webhook.untilCounts({ discarded: 1, succeeded: 1 });
    expect(webhook.receiver.requests).toHaveLength(1);
  },
);
