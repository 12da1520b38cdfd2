import { type SendMessageBatchCommandInput, type SendMessageBatchCommandOutput, SQSClient } from '@aws-sdk/client-sqs';
import { clientSettings } from '../../bin/local/aws-clients.ts';
import { stack } from './deployed-stack.ts';

/**
 * A client for which SQS refuses entries of batches, as when it is throttled in the middle of one: they are not sent, the
 * others are. `refuses` is asked with each message's body, each time that it is sent.
 */
export function refusingSqs(refuses: (body: string) => boolean): SQSClient {
  const client = new SQSClient(clientSettings(stack.endpoint));
  client.middlewareStack.add((next) => async (args) => {
    const { Entries = [], ...rest } = args.input as SendMessageBatchCommandInput;
    const refused = Entries.filter(({ MessageBody = '' }) => refuses(MessageBody));
    const open = Entries.filter((entry) => !refused.includes(entry));
    const failed = refused.map(({ Id }) => ({ Id, Code: 'ThrottlingException', SenderFault: false }));
    if (open.length === 0) {
      return { response: {}, output: { $metadata: {}, Successful: [], Failed: failed } };
    }
    const answer = await next({ ...args, input: { ...rest, Entries: open } });
    const output = answer.output as SendMessageBatchCommandOutput;
    return { ...answer, output: { ...output, Failed: [...(output.Failed ?? []), ...failed] } };
  });
  return client;
}
