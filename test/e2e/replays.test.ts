import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { TlsReceiver } from '../../bin/local/receiver/tls-receiver.ts';
import { poll } from '../../bin/shared/poll.ts';
import { listDeliveries } from '../../functions/shared/deliveries/runtime/deliveries-contract.ts';
import { dynamodbLaneStore } from '../../functions/shared/lanes/adapters/dynamodb-lane-store.ts';
import {
  cancelReplay,
  listReplays,
  readReplay,
  startReplay,
} from '../../functions/shared/lanes/runtime/resend-contract.ts';
import { bodyOf } from '../support/answers.ts';
import { aws } from '../support/aws-callers.ts';
import { api } from '../support/deployed-api.ts';
import { stack } from '../support/deployed-stack.ts';
import { expectBody, Tenant } from '../support/tenant.ts';

const timeout = 240_000;
const lanes = dynamodbLaneStore(aws.dynamoDb, stack.outputs.TableName);

type Fields = Readonly<Record<string, unknown>>;
type Replay = Awaited<ReturnType<typeof read>>;

let acme: Tenant;
let receiver: TlsReceiver;
let webhookId: string;
let since: string;

beforeEach(async () => {
  acme = await Tenant.create('replays');
  receiver = await acme.receiver();
  webhookId = await acme.createWebhook({ url: receiver.url });
  since = new Date(Date.now() - 60_000).toISOString();
}, timeout);
afterEach(() => acme.close());

const patch = async (changes: Fields) => expectBody(await acme.api('PATCH', `/webhooks/${webhookId}`, changes), 200);
const start = async (fields: Fields = {}) =>
  bodyOf(startReplay, await acme.api('POST', `/webhooks/${webhookId}/replays`, { since, ...fields }));
const cancel = async (id: string) =>
  bodyOf(cancelReplay, await acme.api('DELETE', `/webhooks/${webhookId}/replays/${id}`));
const read = async (id: string) => bodyOf(readReplay, await acme.api('GET', `/webhooks/${webhookId}/replays/${id}`));

async function until(id: string, isWanted: (replay: Replay) => boolean): Promise<Replay> {
  let last: Replay | undefined;
  const ask = async () => {
    last = await read(id);
    return isWanted(last) ? last : undefined;
  };
  const found = await poll({ withinMs: 90_000, everyMs: 300, ask });
  if (!found) throw new Error(`The replay did not come so far: ${JSON.stringify(last)}`);
  return found;
}

/** How many deliveries there are of each status, all pages together. */
async function counts(): Promise<Readonly<Record<string, number>>> {
  const found: Record<string, number> = {};
  let cursor: string | null | undefined;
  do {
    const query = cursor === undefined ? '' : `&cursor=${cursor}`;
    const page = bodyOf(listDeliveries, await acme.api('GET', `/webhooks/${webhookId}/deliveries?limit=100${query}`));
    for (const { status } of page.items) found[status] = (found[status] ?? 0) + 1;
    cursor = page.next;
  } while (cursor);
  return found;
}

async function untilCounts(wanted: Readonly<Record<string, number>>): Promise<void> {
  let last = {};
  const ask = async () => {
    last = await counts();
    return Object.entries(wanted).every(([status, count]) => counted(last, status) >= count) ? true : undefined;
  };
  await poll({ withinMs: 90_000, everyMs: 1_000, ask });
  expect(last).toEqual(wanted);
}
const counted = (of: Readonly<Record<string, number>>, status: string) => of[status] ?? 0;

/** The lane has heard that the replay is over, so nothing more can come of it. */
async function untilLaneIsDone(): Promise<void> {
  const ask = async () => ((await lanes.read([webhookId])).get(webhookId)?.replays.length === 0 ? true : undefined);
  expect(await poll({ withinMs: 60_000, everyMs: 300, ask })).toBe(true);
}

test(
  'a dry run counts, a replay tells how far it is, and one that is cancelled in the middle sends no more',
  async () => {
    await patch({ status: 'disabled' });
    for (let calls = 0; calls < 15; calls += 1) await acme.putEvents(...Array.from({ length: 10 }, () => ({})));
    // An event's own time may lie in the future.
    await acme.putEvents({ id: 'announced', time: '2099-01-01T00:00:00Z' });
    await untilCounts({ discarded: 151 });
    // Slow enough to be in the middle for a while: a page of a hundred takes ten seconds.
    await patch({ status: 'enabled', rateLimit: { perSecond: 10 } });
    const dry = await start({ dryRun: true });
    expect(await until(dry.id, ({ status }) => status === 'completed')).toMatchObject({ matched: 151, replayed: 0 });
    expect(await counts()).toEqual({ discarded: 151 });
    expect(receiver.requests).toEqual([]);

    const { id } = await start();
    const under = await until(id, ({ matched }) => matched > 0);
    expect(under).toMatchObject({ status: 'running', matched: 100, replayed: 100 });
    expect(await cancel(id)).toMatchObject({ status: 'cancelled', matched: 100, replayed: 100 });
    await untilLaneIsDone();
    await untilCounts({ succeeded: 100, discarded: 51 });
    expect(receiver.requests).toHaveLength(100);
    expect(await read(id)).toMatchObject({ status: 'cancelled', matched: 100, replayed: 100 });
    const { items } = bodyOf(listReplays, await acme.api('GET', `/webhooks/${webhookId}/replays`));
    expect(items.map((replay) => replay.id)).toEqual([id, dry.id]);
  },
  timeout,
);

test(
  'a replay waits while its webhook is paused, and one that is cancelled meanwhile sends nothing',
  async () => {
    await patch({ status: 'disabled' });
    await acme.putEvents({ id: 'old' });
    await untilCounts({ discarded: 1 });
    await patch({ status: 'paused' });
    const send = () =>
      api({
        method: 'POST',
        path: `/v1/spaces/${acme.space}/webhooks/${webhookId}/replays`,
        key: acme.managerKey,
        headers: { 'idempotency-key': 'once' },
        body: { since },
      });
    const { id } = bodyOf(startReplay, await send());
    expect(bodyOf(startReplay, await send()).id).toBe(id);
    expect(await cancel(id)).toMatchObject({ status: 'cancelled', matched: 0, replayed: 0 });
    await patch({ status: 'enabled' });
    await untilLaneIsDone();
    await acme.putEvents({ id: 'new' });
    await untilCounts({ discarded: 1, succeeded: 1 });
    expect(receiver.requests).toHaveLength(1);
  },
  timeout,
);
