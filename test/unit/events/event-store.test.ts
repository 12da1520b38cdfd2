import { expect, test } from '@jest/globals';
import { dynamodbEventStore } from '../../../functions/shared/events/adapters/dynamodb-event-store.ts';
import { AwsError } from '../../../functions/shared/platform/adapters/aws/aws-error.ts';
import { WriteFault } from '../../../functions/shared/platform/application/ports.ts';
import { dynamoDbStub } from '../../support/dynamodb-stub.ts';
import { anEvent } from '../../support/records/event.ts';

/** A table in which one event's partition is too hot to be written, another's id is taken, and nothing can be read. */
const table = dynamoDbStub({
  batchExecuteStatement: async ({ Statements = [] }) => ({
    Responses: Statements.map(({ Parameters = [] }) => {
      const text = JSON.stringify(Parameters);
      if (text.includes('evt_hot')) return { Error: { Code: 'ThrottlingError' } };
      return text.includes('evt_taken') ? { Error: { Code: 'DuplicateItem' } } : {};
    }),
  }),
  get: async () => {
    throw new AwsError({ code: 'ThrottlingException', message: 'slow down', isTransient: true });
  },
});

const stored = (id: string, envelopeId = id) => ({
  event: anEvent({ id }),
  envelopeId,
  receivedAt: '2026-01-01T00:00:00.000Z',
  targets: [],
});

test('an event that the table does not take, or cannot tell from another, fails alone', async () => {
  const store = dynamodbEventStore(table, { table: 'table', retentionDays: 30 });
  const events = [stored('evt_1'), stored('evt_hot'), stored('evt_taken'), stored('evt_1', 'again'), stored('evt_2')];
  expect(await store.claim(events)).toEqual([
    'claimed',
    new WriteFault('ThrottlingError'),
    new WriteFault('ThrottlingException'),
    new WriteFault('ThrottlingException'),
    'claimed',
  ]);
});

test('an event whose id others claim during each of five tries fails alone, and a further try claims it', async () => {
  let transactions = 0;
  const contended = dynamoDbStub({
    batchExecuteStatement: async ({ Statements = [] }) => ({
      Responses: Statements.map(() => ({ Error: { Code: 'DuplicateItem' } })),
    }),
    // Each item has expired when it is read.
    get: async () => ({}),
    transactWrite: async () => {
      transactions += 1;
      if (transactions > 5) return;
      const cancellationReasons = [{ Code: 'ConditionalCheckFailed' }];
      throw new AwsError({
        code: 'TransactionCanceledException',
        message: 'cancelled',
        isTransient: false,
        cancellationReasons,
      });
    },
  });
  const store = dynamodbEventStore(contended, { table: 'table', retentionDays: 30 });
  expect(await store.claim([stored('evt_1')])).toEqual([new WriteFault('StoreContended')]);
  expect(await store.claim([stored('evt_1')])).toEqual(['claimed']);
});
