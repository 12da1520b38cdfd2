import { beforeEach, describe, expect, test } from '@jest/globals';
import { republishResults } from '../../../functions/shared/application/announce-results.ts';
import { failureNotice } from '../../../functions/shared/application/failure-notice.ts';
import { laneRegistry } from '../../../functions/shared/application/lane-registry.ts';
import type { Attempt, Delivery } from '../../../functions/shared/domain/delivery.ts';
import { VirtualClock } from '../../support/in-memory/clock.ts';
import { InMemoryDeliveryResults } from '../../support/in-memory/delivery-results.ts';
import { InMemoryLaneRunner } from '../../support/in-memory/lane-runner.ts';
import { InMemoryLaneStore } from '../../support/in-memory/lane-store.ts';
import { InMemoryWebhookDirectory } from '../../support/in-memory/webhook-directory.ts';
import { aDelivery } from '../../support/records/delivery.ts';
import { anExecution } from '../../support/records/execution.ts';
import { aWebhook } from '../../support/records/webhook.ts';

const silent = () => undefined;
const laneReport = { notStarted: silent, circuitOpened: silent, circuitClosed: silent };
const report = {
  attempted: silent,
  parked: silent,
  discarded: silent,
  duplicate: silent,
  delayed: silent,
  fault: ({ error }: Readonly<{ error: unknown }>) => {
    throw error;
  },
};

const day = (n: number) => `2026-01-0${n}T00:00:00.000Z`;
const ending = (failure: NonNullable<Attempt['failure']>): Attempt => ({
  number: 1,
  startedAt: day(2),
  durationMs: 5,
  reason: 'It failed.',
  failure,
});
const ended = (failure: NonNullable<Attempt['failure']>, changes: Partial<Delivery> = {}) =>
  aDelivery({ state: 'failed', attempts: [ending(failure)], ...changes });

let webhooks: InMemoryWebhookDirectory;
let results: InMemoryDeliveryResults;

beforeEach(() => {
  webhooks = new InMemoryWebhookDirectory();
  webhooks.put(aWebhook({ ownerEmail: 'wanda@acme.example' }));
  results = new InMemoryDeliveryResults();
});

/** A message comes again, though this is recorded. */
const again = (delivery: Delivery) => {
  const clock = new VirtualClock(day(5));
  const registry = laneRegistry({
    clock,
    lanes: new InMemoryLaneStore(),
    runner: new InMemoryLaneRunner(),
    report: laneReport,
  });
  const ports = { laneRegistry: registry, results, webhookSwitch: webhooks, webhooks, report };
  return republishResults(ports, [{ messageId: 'm', delivery }]);
};
const status = async () => (await webhooks.read({ space: 'acme', webhookId: 'wh_1' }))?.status;
const told = () => results.published.map((result) => failureNotice(result));

describe('an endpoint that is gone', () => {
  test('has its webhook disabled, and its owner told, however often that is tried', async () => {
    await again(ended('gone'));
    await again(ended('gone'));
    expect(await status()).toBe('disabled');
    expect(results.published.map(({ kind }) => kind)).toEqual(['webhook.disabled', 'webhook.disabled']);
  });

  test('is believed no more once its webhook was changed', async () => {
    webhooks.put(aWebhook({ updatedAt: day(3) }));
    await again(ended('gone'));
    expect(await status()).toBe('enabled');
    expect(results.published).toEqual([]);
  });

  test('is the matter of its owner, and of the owner of the rule that called it', async () => {
    await again(anExecution({ state: 'failed', attempts: [ending('gone')] }));
    expect(await status()).toBe('disabled');
    expect(told()).toMatchObject([
      {
        kind: 'webhook.disabled',
        target: { kind: 'webhook', id: 'wh_1', name: 'Alerts' },
        ownerEmail: 'wanda@acme.example',
      },
      { kind: 'execution.failed', target: { kind: 'rule', id: 'rule_1' }, ownerEmail: 'vera@acme.example' },
    ]);
  });

  test("is the rule's owner's matter still when the webhook was changed", async () => {
    webhooks.put(aWebhook({ updatedAt: day(3) }));
    await again(anExecution({ state: 'failed', attempts: [ending('gone')] }));
    expect(told()).toMatchObject([{ kind: 'execution.failed' }]);
  });
});

describe('an execution whose webhook was deleted since', () => {
  test.each(['failed', 'exhausted'] as const)("that is %s is its owner's matter still", async (state) => {
    const attempt = ending(state === 'failed' ? 'client_error' : 'server_error');
    await again(anExecution({ webhookId: 'wh_gone', state, attempts: [attempt] }));
    expect(told()).toMatchObject([{ target: { kind: 'rule', id: 'rule_1' }, ownerEmail: 'vera@acme.example' }]);
  });

  test("that was retried by hand is nobody's, nor is a deleted webhook's own delivery", async () => {
    const round = { id: 'r', trigger: 'manual', startedAt: day(1), attemptsBefore: 0 } as const;
    await again(anExecution({ webhookId: 'wh_gone', state: 'exhausted', attempts: [ending('server_error')], round }));
    await again(ended('gone', { webhookId: 'wh_gone' }));
    expect(results.published).toEqual([]);
  });
});

test.each(['gone', 'blocked_address'] as const)(
  'what an earlier round came to is not told again: %s',
  async (failure) => {
    const round = { id: 'r', trigger: 'replay', startedAt: day(4), attemptsBefore: 1 } as const;
    await again(ended(failure, { state: 'discarded', reason: 'The event is no longer kept.', round }));
    expect(await status()).toBe('enabled');
    expect(results.published).toEqual([]);
  },
);
