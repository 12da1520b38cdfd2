import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { dynamodbPurgeStore } from '../../functions/shared/cleanup/adapters/dynamodb-purge-store.ts';
import { type PurgeMessage, purge } from '../../functions/shared/cleanup/application/purge.ts';
import { dynamodbLaneStore } from '../../functions/shared/lanes/adapters/dynamodb-lane-store.ts';
import { laneRegistry } from '../../functions/shared/lanes/application/lane-registry.ts';
import type { Removed } from '../../functions/shared/platform/application/ports.ts';
import { dynamodbSpaceStore } from '../../functions/shared/spaces/adapters/dynamodb-space-store.ts';
import type { Space } from '../../functions/shared/spaces/domain/space.ts';
import { dynamodbWebhookConfiguration } from '../../functions/shared/webhooks/adapters/dynamodb-webhook-configuration.ts';
import { dynamodbWebhookStore } from '../../functions/shared/webhooks/adapters/dynamodb-webhook-store.ts';
import { aws } from '../support/aws-callers.ts';
import { stack } from '../support/deployed-stack.ts';
import { VirtualClock } from '../support/in-memory/clock.ts';
import { InMemoryLaneRunner } from '../support/in-memory/lane-runner.ts';
import { aLane } from '../support/records/lane.ts';
import { aWebhook } from '../support/records/webhook.ts';
import { watchedDynamoDb } from '../support/watched-dynamodb.ts';

const table = stack.outputs.TableName;
const keyring = { seal: async (text: string) => text, open: async (text: string) => text };
const spaces = dynamodbSpaceStore(aws.dynamoDb, { table, keyring });
const webhooks = dynamodbWebhookStore(aws.dynamoDb, { table, keyring });
const lanes = dynamodbLaneStore(aws.dynamoDb, table);
const configuration = dynamodbWebhookConfiguration(aws.dynamoDb, table);
const quiet = {
  executionNotStarted() {},
  circuitOpened() {},
  circuitClosed() {},
  endpointSlow() {},
  slownessNotRecorded() {},
};

const at = '2100-01-01T00:00:00.000Z';
const now = Date.parse(at);
/** The lanes of a test sleep until then: far in the future, so that the stack's own reconciliation leaves them alone. */
const wakeAt = now + 60 * 60 * 1000;

class Crash extends Error {}

/** The job with its queue: a message whose work crashes comes again, as from SQS. */
class Job {
  readonly runner = new InMemoryLaneRunner();
  readonly sent: Removed[] = [];
  /** Calls to the table and to the queue so far. */
  calls = 0;
  /** The call that crashes once, before or after it was carried out. */
  crash: Readonly<{ call: number; when: 'before' | 'after' }> | undefined;

  readonly #ports;

  constructor() {
    const client = watchedDynamoDb(aws.dynamoDb, (_operation, call) => this.#call(call));
    const clock = new VirtualClock(at);
    this.#ports = {
      store: dynamodbPurgeStore(client, { table, retentionDays: 30 }),
      queue: { send: (removed: readonly Removed[]) => this.#call(async () => void this.sent.push(...removed)) },
      laneRegistry: laneRegistry({
        clock,
        lanes: dynamodbLaneStore(client, table),
        runner: this.runner,
        report: quiet,
      }),
      clock,
    };
  }

  /** Works on the message and on all that come of it. */
  async run(first: PurgeMessage): Promise<void> {
    for (let message: PurgeMessage | undefined = first; message; message = this.sent.shift()) {
      await this.work(message);
    }
  }

  /** Works on one message until that is done. */
  async work(message: PurgeMessage): Promise<void> {
    try {
      await purge(this.#ports, message);
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      await this.work(message);
    }
  }

  async #call<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    this.calls += 1;
    const when = this.crash?.call === this.calls ? this.crash.when : undefined;
    if (when === 'before') throw new Crash();
    const answer = await work();
    if (when === 'after') throw new Crash();
    return answer;
  }
}

describe('the purge after a removed space', () => {
  let space: string;
  let ids: readonly string[];

  /** A space with webhooks whose lanes have an hour to sleep. */
  const makeSpace = async (count: number) => {
    space = `clearing-${randomBytes(6).toString('hex')}`;
    await spaces.create(asCreated());
    ids = Array.from({ length: count }, () => randomUUID());
    await Promise.all(ids.map((id) => lanes.write(sleeping(id))));
    for (const id of ids) await webhooks.create(aWebhook({ id, space, name: id, eventTypes: ['a', 'b.*'] }));
  };

  const asCreated = (): Space => ({
    id: space,
    name: space,
    ownerEmail: 'o@acme.example',
    createdAt: at,
    updatedAt: at,
    version: 1,
  });

  const sleeping = (webhookId: string) => aLane({ webhookId, space, wake: { kind: 'sleeping', at: wakeAt } });

  const configured = async () =>
    (await Promise.all(ids.map((webhookId) => configuration.read({ space, webhookId })))).filter(Boolean);
  const pending = async () => {
    const found = await dynamodbPurgeStore(aws.dynamoDb, { table, retentionDays: 30 }).pending();
    return found.filter((removed) => removed.space === space);
  };

  /** Each lane is to wake now; an execution that a crash kept from starting is late by then, and reconciled. */
  const expectAwake = async () => {
    const found = await lanes.read(ids);
    const wake = { kind: 'sleeping', at: now };
    for (const id of ids) expect(found.get(id)).toMatchObject({ status: 'open', generation: 2, wake });
  };

  const remove = () => spaces.remove({ space: asCreated(), at });

  test('removes all its webhooks before it clears any, and wakes each lane', async () => {
    await makeSpace(30);
    await remove();
    const job = new Job();
    await job.work({ kind: 'space', space });
    expect(await configured()).toEqual([]);
    expect(job.sent.map((removed) => removed.kind === 'webhook' && removed.webhookId).toSorted()).toEqual(
      ids.toSorted(),
    );
    expect(await pending()).toHaveLength(30);
    for (const message of job.sent.splice(0)) await job.run(message);
    await expectAwake();
    const started = ids.map((webhookId) => ({ webhookId, space, generation: 2, wakeAt: now }));
    expect(job.runner.runs).toHaveLength(30);
    expect(job.runner.runs).toEqual(expect.arrayContaining(started));
    expect(await pending()).toEqual([]);
  });

  test('wakes every lane and leaves nothing behind, wherever it crashes', async () => {
    const counting = new Job();
    await makeSpace(2);
    await remove();
    await counting.run({ kind: 'space', space });
    expect(counting.calls).toBeGreaterThan(10);
    for (let call = 1; call <= counting.calls; call += 1) {
      for (const when of ['before', 'after'] as const) {
        await makeSpace(2);
        await remove();
        const job = new Job();
        job.crash = { call, when };
        await job.run({ kind: 'space', space });
        await expectAwake();
        expect(await configured()).toEqual([]);
        expect(await pending()).toEqual([]);
      }
    }
  }, 60_000);

  test('finds by its sweep what it was never asked for', async () => {
    await makeSpace(2);
    await remove();
    const job = new Job();
    await job.work({ kind: 'sweep' });
    const own = job.sent.splice(0).filter((removed) => removed.space === space);
    expect(own).toEqual([{ kind: 'space', space }]);
    await job.work({ kind: 'space', space });
    // The messages of its webhooks are lost as well.
    job.sent.length = 0;
    await job.work({ kind: 'sweep' });
    const left = job.sent.splice(0).filter((removed) => removed.space === space);
    expect(left).toHaveLength(2);
    for (const message of left) await job.run(message);
    await expectAwake();
    expect(await pending()).toEqual([]);
  });
});
