import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { IssuedCertificate } from '../../bin/local/receiver/certificate.ts';
import { portOf } from '../support/port-of.ts';
import { CannedTable, type TableInput } from './canned-table.ts';
import { type AwsUnits, noUnits } from './units.ts';

type Json = Readonly<Record<string, unknown>>;
export type QueuedMessage = Readonly<{ id: string; body: string; group?: string | undefined; receiveCount: number }>;
type NewMessage = Readonly<{ body: string; group?: string | undefined }>;
type DelayedMessage = Readonly<{ queue: string; message: NewMessage; seconds: number }>;

/** A request of SQS or an event of EventBridge is billed per 64 KB (SQS and EventBridge pricing). */
const billed = (bytes: number) => Math.max(1, Math.ceil(bytes / 65_536));

/**
 * What the functions call of AWS, in memory: enough of DynamoDB, SQS, EventBridge, Step Functions and Secrets Manager to
 * run the whole path of a delivery, counting what AWS would bill. It checks the conditions of writes, and nothing else.
 */
export class CannedAws {
  readonly table: CannedTable;
  readonly executions: Json[] = [];
  /** Messages sent with a delay; whoever moves time on puts them into their queue. */
  readonly delayed: DelayedMessage[] = [];
  readonly #queues = new Map<string, QueuedMessage[]>();
  readonly #secret: string;
  readonly #units: AwsUnits = noUnits();
  #messages = 0;

  constructor(secret: string) {
    this.#secret = secret;
    this.table = new CannedTable(this.#units);
  }

  /** What was counted since the last time. */
  takeUnits(): AwsUnits {
    const counted = { ...this.#units };
    Object.assign(this.#units, noUnits());
    return counted;
  }

  put(queue: string, message: NewMessage): void {
    this.#messages += 1;
    this.#queue(queue).push({ ...message, id: `message-${this.#messages}`, receiveCount: 1 });
  }

  /** One receive call: up to ten messages. */
  take(queue: string, most = 10): readonly QueuedMessage[] {
    return this.#queue(queue).splice(0, most);
  }

  discard(queue: string): void {
    this.#queues.delete(queue);
  }

  size(queue: string): number {
    return this.#queue(queue).length;
  }

  async serve(certificate: IssuedCertificate): Promise<string> {
    const server = createServer(
      { cert: certificate.certificatePem, key: certificate.keyPem, keepAliveTimeout: 60_000 },
      (request, response) => void this.#respond(request, response),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `https://127.0.0.1:${portOf(server)}`;
  }

  #queue(name: string): QueuedMessage[] {
    const queue = this.#queues.get(name) ?? [];
    this.#queues.set(name, queue);
    return queue;
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks);
    const target = String(request.headers['x-amz-target']);
    const result = this.#call(target, JSON.parse(body.toString()));
    const failed = typeof result.__type === 'string';
    response.writeHead(failed ? 400 : 200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(result));
  }

  #call(target: string, input: CallInput & TableInput): Json {
    this.#units.calls += 1;
    const [service, action = ''] = target.split('.');
    if (service === 'DynamoDB_20120810') return this.table.call(action, input);
    switch (action) {
      case 'GetSecretValue':
        this.#units.secretReads += 1;
        return { SecretString: this.#secret };
      case 'SendMessageBatch':
        return this.#send(String(input.QueueUrl), input.Entries ?? []);
      case 'SendMessage':
        return this.#send(String(input.QueueUrl), [{ Id: '', MessageBody: '', ...input }]);
      case 'PutEvents':
        this.#units.events += input.Entries?.length ?? 0;
        return {
          FailedEntryCount: 0,
          Entries: (input.Entries ?? []).map(() => ({ EventId: 'event' })),
        };
      case 'StartExecution':
        this.executions.push(JSON.parse(String(input.input)));
        return { executionArn: 'arn', startDate: 0 };
      default:
        throw new Error(`The canned AWS knows no ${target}`);
    }
  }

  #send(url: string, entries: readonly SqsEntry[]): Json {
    const queue = url.split('/').at(-1) ?? '';
    const bytes = entries.reduce((sum, { MessageBody }) => sum + Buffer.byteLength(MessageBody), 0);
    this.#units.sqsRequests += billed(bytes);
    if (entries.some(({ MessageGroupId }) => MessageGroupId !== undefined))
      this.#units.sqsFairRequests += billed(bytes);
    for (const { MessageBody, MessageGroupId, DelaySeconds = 0 } of entries) {
      const message = { body: MessageBody, group: MessageGroupId };
      if (DelaySeconds > 0) this.delayed.push({ queue, message, seconds: DelaySeconds });
      else this.put(queue, message);
    }
    const Successful = entries.map(({ Id, MessageBody }) => ({
      Id,
      MessageId: 'm',
      MD5OfMessageBody: md5(MessageBody),
    }));
    return { Successful, Failed: [], ...Successful[0] };
  }
}

type SqsEntry = Readonly<{ Id: string; MessageBody: string; MessageGroupId?: string; DelaySeconds?: number }>;

/** The members of calls other than DynamoDB's that the adapters use; a single message has its members in the call itself. */
type CallInput = Partial<SqsEntry> & Readonly<{ QueueUrl?: string; Entries?: readonly SqsEntry[]; input?: string }>;

/** The SDK checks it. */
function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
