import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { HealthMessage, HealthMessages } from '../../functions/shared/lanes/application/ports.ts';
import { eventbridgeHealthMessages } from '../../functions/shared/results/adapters/eventbridge-health-messages.ts';
import { callers } from '../support/aws-callers.ts';
import { BusListener } from '../support/bus-listener.ts';
import { stack } from '../support/deployed-stack.ts';
import { InMemoryHealthMessages } from '../support/in-memory/health-messages.ts';
import { aWebhook } from '../support/records/webhook.ts';

type Made = Readonly<{ messages: HealthMessages; received: (count: number) => Promise<readonly string[]> }>;

const publishers = [
  {
    name: 'in memory',
    make: async (): Promise<Made> => {
      const messages = new InMemoryHealthMessages();
      return { messages, received: async () => messages.published.map(({ change }) => change.kind) };
    },
  },
  ...callers.map(({ caller, clients }) => ({
    name: `EventBridge by ${caller}`,
    make: async (space: string): Promise<Made> => {
      const listener = await BusListener.start(space);
      const messages = eventbridgeHealthMessages(clients.eventBridge, stack.outputs.BusName);
      return { messages, received: async (count) => (await listener.received(count)).map(({ type }) => type) };
    },
  })),
];

describe.each(publishers)('changes of health $name', ({ make }) => {
  test('are all received', async () => {
    const space = `health-${randomBytes(6).toString('hex')}`;
    const { messages, received } = await make(space);
    // Recovered webhooks are no matter for a mail.
    const all = Array.from({ length: 12 }, (_, index): HealthMessage => {
      const change = { kind: 'webhook.recovered', failingSince: 0, at: index, reason: 'It answers again.' } as const;
      return { change, webhook: aWebhook({ space }) };
    });
    await messages.publish(all);
    expect(await received(12)).toEqual(all.map(({ change }) => change.kind));
  });
});
