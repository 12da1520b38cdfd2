import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TlsReceiver } from '../../bin/local/receiver/tls-receiver.ts';
import { poll } from '../../bin/shared/poll.ts';
import { listDeliveries } from '../../functions/shared/deliveries/runtime/deliveries-contract.ts';
import { dynamodbLaneStore } from '../../functions/shared/lanes/adapters/dynamodb-lane-store.ts';
import { readLane } from '../../functions/shared/lanes/application/found-lanes.ts';
import { startReplay } from '../../functions/shared/lanes/runtime/resend-contract.ts';
import { webhookKey } from '../../functions/shared/platform/adapters/dynamodb-keys.ts';
import { dynamodbEscalationLedger } from '../../functions/shared/results/adapters/dynamodb-escalation-ledger.ts';
import type { Escalation } from '../../functions/shared/results/domain/escalation.ts';
import { readHealth } from '../../functions/shared/webhooks/runtime/health-contract.ts';
import { changeWebhook, readWebhook } from '../../functions/shared/webhooks/runtime/webhooks-contract.ts';
import { bodyOf } from '../support/answers.ts';
import { aws } from '../support/aws-callers.ts';
import { BusListener } from '../support/bus-listener.ts';
import { sqs, stack } from '../support/deployed-stack.ts';
import { mailFor } from '../support/mailbox.ts';
import { Tenant } from '../support/tenant.ts';

const timeout = 120_000;
const day = 24 * 60 * 60 * 1000;
const ledger = dynamodbEscalationLedger(aws.dynamoDb, stack.outputs.TableName);

let acme: Tenant;
let receiver: TlsReceiver;
beforeAll(async () => {
  acme = await Tenant.create('escalation');
  receiver = await acme.receiver({ status: 500 });
});
afterAll(() => acme.close());

/** A webhook without retries, so that each event's delivery is exhausted at once. */
const createWebhook = (name: string, ownerEmail: string) =>
  acme.createWebhook({ name, url: receiver.url, eventTypes: [name], retrySchedule: [], ownerEmail });

describe("an outage's mails", () => {
  const ownerEmail = () => `owner@${acme.space}.example`;
  let webhookId: string;

  const entry = async (isWanted: (found: Escalation) => boolean) => {
    let last: Escalation | undefined;
    const ask = async () => {
      last = await ledger.find({ owner: ownerEmail(), targetId: webhookId, kind: 'delivery.exhausted' });
      return last && isWanted(last) ? last : undefined;
    };
    const found = await poll({ withinMs: 60_000, everyMs: 300, ask });
    if (!found) throw new Error(`The ledger is not as expected: ${JSON.stringify(last)}`);
    return found;
  };

  const failing = async (type: string, count: number) => {
    await acme.putEvents(...Array.from({ length: count }, () => ({ type })));
  };

  /**
   * A day cannot pass here. What the service knows of it is when the next mail may go out, so that is moved a day back,
   * by the adapter that wrote it; the rest of the way is the deployed one.
   */
  const letADayPass = async (now: Escalation) => {
    const aged = { ...now, quietUntil: now.quietUntil - day, version: now.version + 1 };
    expect(await ledger.write(aged)).toBe('written');
  };

  test(
    'are one, then a digest of all that failed in the next 24 hours',
    async () => {
      webhookId = await createWebhook('Alerts', ownerEmail());
      await failing('Alerts', 1);
      const [first] = await mailFor(ownerEmail());
      expect(first?.text).toMatch(/^Failed deliveries: 1 so far/m);
      await failing('Alerts', 3);
      const gathered = await entry(({ unmailed }) => unmailed === 3);
      expect(gathered.quietUntil).toBeGreaterThan(Date.now() + day - timeout);
      expect(await mailFor(ownerEmail())).toHaveLength(1);
      await letADayPass(gathered);
      await sweep();
      const [, digest] = await mailFor(ownerEmail(), 2);
      expect(digest?.subject).toBe('[Action Required] Failed Webhook Request');
      expect(digest?.text).toContain('Failed Webhook: Alerts');
      expect(digest?.text).toMatch(/^Failed deliveries: 3 so far/m);
      // All is told, so neither another day nor another look makes another mail.
      await letADayPass(await entry(({ unmailed, mailing }) => unmailed === 0 && mailing === undefined));
      await sweep();
      await failing('Alerts', 1);
      const mails = await mailFor(ownerEmail(), 3);
      expect(mails.map(({ text }) => /^Failed deliveries: (\d+) so far/m.exec(text)?.[1])).toEqual(['1', '3', '1']);
    },
    timeout,
  );

  test(
    'are one for each webhook of the owner',
    async () => {
      const owner = `two-${acme.space}@example.com`;
      await createWebhook('one', owner);
      await createWebhook('other', owner);
      await failing('one', 2);
      await failing('other', 2);
      const mails = await mailFor(owner, 2);
      expect(mails.map(({ text }) => /^Failed Webhook: (.*)$/m.exec(text)?.[1]).toSorted()).toEqual(['one', 'other']);
    },
    timeout,
  );
});

describe('a webhook that does nothing but fail', () => {
  const lanes = dynamodbLaneStore(aws.dynamoDb, stack.outputs.TableName);
  const span = 5 * day;

  /** Days cannot pass here: what the service knows of them is moved back, in the items in which it knows it. */
  const letFiveDaysPass = async (webhookId: string) => {
    const ask = async () => {
      const lane = await readLane(lanes, webhookId);
      return lane?.health?.failing?.isSeveral ? lane : undefined;
    };
    const lane = await poll({ withinMs: 60_000, everyMs: 200, ask });
    const { health } = lane ?? {};
    if (!lane || !health?.failing || !health.lastFailure) throw new Error('Its lane knows of no failures.');
    const failing = {
      ...health.failing,
      since: health.failing.since - span,
      countsFrom: health.failing.countsFrom - span,
    };
    const lastFailure = { ...health.lastFailure, at: health.lastFailure.at - span };
    const aged = { ...lane, health: { ...health, failing, lastFailure }, version: lane.version + 1 };
    expect(await lanes.write(aged)).toBe('written');
  };

  const statusOf = async (path: string) => bodyOf(readWebhook, await acme.api('GET', path)).status;
  const healthOf = async (path: string) => bodyOf(readHealth, await acme.api('GET', `${path}/health`));

  test(
    'is disabled after five days, its owner mailed, and what came is sent when it is enabled and replayed',
    async () => {
      const owner = `down-${acme.space}@example.com`;
      const listener = await BusListener.start(acme.space);
      const webhookId = await createWebhook('Down', owner);
      const path = `/webhooks/${webhookId}`;
      await aws.dynamoDb.update({
        TableName: stack.outputs.TableName,
        Key: webhookKey(acme.space, webhookId),
        UpdateExpression: 'SET createdAt = :longAgo',
        ExpressionAttributeValues: { ':longAgo': new Date(Date.now() - 2 * span).toISOString() },
      });
      await failing(2);
      await letFiveDaysPass(webhookId);
      // A function keeps its copy of a lane for five seconds, and may not see yet that days have passed.
      const isDisabled = async () => {
        if ((await statusOf(path)) === 'disabled') return true;
        await failing(1);
        return undefined;
      };
      await poll({ withinMs: 60_000, everyMs: 2_000, ask: isDisabled });
      const [news] = await listener.receivedOf('webhook.disabled', 1);
      expect(news?.detail).toMatchObject({ webhookId, cause: 'failing', reason: expect.stringContaining('500') });
      expect(await statusOf(path)).toBe('disabled');
      expect(await healthOf(path)).toMatchObject({ status: 'disabled', waiting: { scheduled: 0 } });
      // A function may still send for five seconds, while it has a copy of the webhook.
      const isDiscarded = async () => {
        await failing(1);
        const discarded = await acme.api('GET', `${path}/deliveries?status=discarded`);
        return bodyOf(listDeliveries, discarded).items.length > 0 ? true : undefined;
      };
      expect(await poll({ withinMs: 10_000, everyMs: 1_000, ask: isDiscarded })).toBe(true);
      // What goes down together is gathered for minutes.
      const key = { owner, targetId: acme.space, kind: 'webhook.failed_too_long' } as const;
      const gathered = await poll({ withinMs: 30_000, everyMs: 200, ask: () => ledger.find(key) });
      if (!gathered) throw new Error('Nobody is to be mailed.');
      await ledger.write({ ...gathered, quietUntil: 0, version: gathered.version + 1 });
      await sweep();
      const mails = await mailFor(owner, 2);
      const mail = mails.find(({ subject }) => subject === '[Action Required] Webhooks Disabled');
      expect(mail?.text).toContain('Webhooks: 1');
      expect(mail?.text).toMatch(/^Down: .*failing since/m);
      receiver.respondWith({ status: 200 });
      bodyOf(changeWebhook, await acme.api('PATCH', path, { status: 'enabled' }));
      bodyOf(startReplay, await acme.api('POST', `${path}/replays`, { since: '2026-01-01T00:00:00Z' }));
      await acme.deliveries({ webhookId, count: sent, status: 'succeeded' });
      await listener.receivedOf('webhook.recovered', 1);
      expect(await healthOf(path)).toMatchObject({ status: 'healthy' });
    },
    timeout,
  );

  let sent = 0;
  const failing = (count: number) => {
    sent += count;
    return acme.putEvents(...Array.from({ length: count }, () => ({ type: 'Down' })));
  };
});

/** What a schedule has the service do every five minutes. */
async function sweep(): Promise<void> {
  // A stage's queues differ in the last part of their name.
  const QueueUrl = stack.outputs.DeliveryQueueUrl.replace(/-deliveries$/, '-escalations');
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ kind: 'sweep' }) }));
}
