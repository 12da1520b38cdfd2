import { randomBytes } from 'node:crypto';
import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { poll } from '../../bin/shared/poll.ts';
import { deliveryResultTypes } from '../../functions/shared/events/domain/result-types.ts';
import { changeTypes } from '../../functions/shared/platform/domain/configuration-change.ts';
import { eventBridge, stack } from './deployed-stack.ts';
import { TestQueue } from './test-queue.ts';

/** An event on the bus: its type and its detail. */
export type BusResult = Readonly<{ type: string; detail: Readonly<Record<string, unknown>> }>;

/** Results come by the bus and a queue; on a busy machine that takes seconds. */
const arriveWithinMs = 20_000;

/** Receives the events of one source about one space, by a rule of its own on the bus, as a platform team would. */
export class BusListener {
  readonly #queue: TestQueue;

  private constructor(queue: TestQueue) {
    this.#queue = queue;
  }

  /** Of Posthorn's own, the results of deliveries. */
  static start(space: string, source = 'posthorn'): Promise<BusListener> {
    const types = source === 'posthorn' ? { 'detail-type': deliveryResultTypes } : {};
    return BusListener.#listen({ source: [source], detail: { space: [space] }, ...types });
  }

  /** Of changes of the configuration. */
  static startForChanges(space: string): Promise<BusListener> {
    return BusListener.#listen({ source: ['posthorn'], detail: { space: [space] }, 'detail-type': changeTypes });
  }

  static async #listen(pattern: object): Promise<BusListener> {
    const name = `results-${randomBytes(4).toString('hex')}`;
    const queue = await TestQueue.create(name);
    const rule = { EventBusName: stack.outputs.BusName };
    const EventPattern = JSON.stringify(pattern);
    await eventBridge.send(new PutRuleCommand({ ...rule, Name: name, EventPattern }));
    const Targets = [{ Id: 'queue', Arn: await queue.arn() }];
    await eventBridge.send(new PutTargetsCommand({ ...rule, Rule: name, Targets }));
    return new BusListener(queue);
  }

  /** All events so far, once there are at least that many. */
  async received(count: number): Promise<readonly BusResult[]> {
    return (await this.envelopes(count)).map(readResult);
  }

  /** The same, each as the bus hands it on. */
  envelopes(count: number): Promise<readonly string[]> {
    return this.#queue.bodies(count);
  }

  /** Every result of one type, once there are as many as asked for. */
  async receivedOf(type: string, count: number): Promise<readonly BusResult[]> {
    let last: readonly BusResult[] = [];
    const ask = async () => {
      last = await this.received(0);
      const wanted = last.filter((result) => result.type === type);
      return wanted.length >= count ? wanted : undefined;
    };
    const found = await poll({ withinMs: arriveWithinMs, ask });
    if (!found) throw new Error(`${count} results did not come, only ${JSON.stringify(last)}`);
    return found;
  }
}

function readResult(body: string): BusResult {
  const { 'detail-type': type, detail } = JSON.parse(body);
  return { type, detail };
}
