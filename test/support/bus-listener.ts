import { randomBytes } from 'node:crypto';
import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { poll } from '../../bin/local/poll.ts';
import { eventBridge, sqs, stack } from './deployed-stack.ts';

/** What Posthorn told on the bus: the event's type, and what it says. */
export type BusResult = Readonly<{ type: string; detail: Readonly<Record<string, unknown>> }>;

/** Results come by the bus and a queue; on a busy machine that takes seconds. */
const arriveWithinMs = 20_000;

/** Hears what Posthorn tells of one space, as a platform team does: by a rule of their own on the bus. */
export class BusListener {
  readonly #results: BusResult[] = [];
  readonly #queueUrl: string;

  private constructor(queueUrl: string) {
    this.#queueUrl = queueUrl;
  }

  static async start(space: string): Promise<BusListener> {
    const name = `results-${randomBytes(4).toString('hex')}`;
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
    const rule = { EventBusName: stack.outputs.BusName };
    const EventPattern = JSON.stringify({ source: ['posthorn'], detail: { space: [space] } });
    await eventBridge.send(new PutRuleCommand({ ...rule, Name: name, EventPattern }));
    const Targets = [{ Id: 'queue', Arn: Attributes?.QueueArn ?? '' }];
    await eventBridge.send(new PutTargetsCommand({ ...rule, Rule: name, Targets }));
    return new BusListener(QueueUrl);
  }

  /** Everything told so far, once there are as many results as asked for. */
  heard(count: number): Promise<readonly BusResult[]> {
    return this.#listen(count, () => true);
  }

  /** Every result of one type, once there are as many as asked for. */
  heardOf(type: string, count: number): Promise<readonly BusResult[]> {
    return this.#listen(count, (result) => result.type === type);
  }

  async #listen(count: number, isWanted: (result: BusResult) => boolean): Promise<readonly BusResult[]> {
    const ask = async () => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: this.#queueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600 }),
      );
      this.#results.push(...Messages.map(({ Body = '' }) => readResult(Body)));
      const wanted = this.#results.filter(isWanted);
      return wanted.length >= count ? wanted : undefined;
    };
    const found = await poll({ withinMs: arriveWithinMs, ask });
    if (!found) throw new Error(`${count} results did not come, only ${JSON.stringify(this.#results)}`);
    return found;
  }
}

function readResult(body: string): BusResult {
  const { 'detail-type': type, detail } = JSON.parse(body);
  return { type, detail };
}
