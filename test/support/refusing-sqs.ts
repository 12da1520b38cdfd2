import type { Sqs } from '../../functions/shared/platform/adapters/aws/aws-clients.ts';
import { furtherTries } from './counted-backoff.ts';

/**
 * A client for which SQS refuses entries of batches, as when it is throttled in the middle of one: they are not sent, the
 * others are. `refuses` is asked with each message's body, each time that it is sent. It waits for nothing between tries,
 * of which it allows three.
 */
export function refusingSqs(sqs: Sqs, refuses: (body: string) => boolean): Sqs {
  return {
    changeMessageVisibilityBatch: (input) => sqs.changeMessageVisibilityBatch(input),
    sendMessage: (input) => sqs.sendMessage(input),
    async sendMessageBatch({ Entries = [], ...rest }) {
      const refused = Entries.filter(({ MessageBody = '' }) => refuses(MessageBody));
      const open = Entries.filter((entry) => !refused.includes(entry));
      const refusals = refused.map(({ Id }) => ({ Id, Code: 'ThrottlingException', SenderFault: false }));
      if (open.length === 0) return { Failed: refusals };
      const { Failed = [] } = await sqs.sendMessageBatch({ ...rest, Entries: open });
      return { Failed: [...Failed, ...refusals] };
    },
    backoff: furtherTries(2),
  };
}
