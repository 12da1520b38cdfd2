import { randomBytes } from 'node:crypto';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { poll } from '../../bin/shared/poll.ts';
import { sqs } from './deployed-stack.ts';

/** What is on its way by a bus and a queue arrives in a second; on a busy machine that takes several. */
const arriveWithinMs = 20_000;

/** A queue of a test's own, which nothing of the deployed stack reads; a message that was read stays with the test. */
export class TestQueue {
  readonly url: string;
  readonly #received: Message[] = [];

  private constructor(url: string) {
    this.url = url;
  }

  static async create(name = 'test'): Promise<TestQueue> {
    const QueueName = `${name}-${randomBytes(4).toString('hex')}`;
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName }));
    return new TestQueue(QueueUrl);
  }

  async arn(): Promise<string> {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: this.url, AttributeNames: ['QueueArn'] }),
    );
    return Attributes?.QueueArn ?? '';
  }

  /** Every message received so far, once there are as many as asked for. */
  async received(count: number): Promise<readonly Message[]> {
    const found = await poll({ withinMs: arriveWithinMs, ask: () => this.#receive(count) });
    if (!found) throw new Error(`${count} messages did not come, only ${this.#received.length}`);
    return found;
  }

  /** The texts of {@link received}. */
  async bodies(count: number): Promise<readonly string[]> {
    return (await this.received(count)).map(({ Body = '' }) => Body);
  }

  async #receive(count: number): Promise<readonly Message[] | undefined> {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: this.url,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 600,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    );
    this.#received.push(...Messages);
    // A full batch may have more behind it: whoever counts wants to know of one too many.
    return Messages.length === 0 && this.#received.length >= count ? [...this.#received] : undefined;
  }
}
