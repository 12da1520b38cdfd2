import type { PutEventsCommandInput, PutEventsCommandOutput } from '@aws-sdk/client-eventbridge';
import type { GetSecretValueCommandInput, GetSecretValueCommandOutput } from '@aws-sdk/client-secrets-manager';
import type { StartExecutionCommandInput } from '@aws-sdk/client-sfn';
import type {
  ChangeMessageVisibilityBatchCommandInput,
  SendMessageBatchCommandInput,
  SendMessageBatchCommandOutput,
  SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { awsService } from './aws-service.ts';
import { type Backoff, fullJitter, type RemainingMs, tryOnce } from './backoff.ts';
import { type DynamoDb, dynamoDb } from './dynamodb.ts';

/** The SQS calls that adapters use; the SDK's `SQS` has the same ones. */
export interface Sqs {
  sendMessage(input: SendMessageCommandInput): Promise<unknown>;
  sendMessageBatch(input: SendMessageBatchCommandInput): Promise<Pick<SendMessageBatchCommandOutput, 'Failed'>>;
  changeMessageVisibilityBatch(input: ChangeMessageVisibilityBatchCommandInput): Promise<unknown>;
  /** For the undone part of a call; a batch without a response is undone as well, and its sender must know that. */
  readonly backoff: Backoff;
}

/** The EventBridge call that adapters use; the SDK's `EventBridge` has the same one. */
export interface EventBridge {
  putEvents(input: PutEventsCommandInput): Promise<Pick<PutEventsCommandOutput, 'FailedEntryCount' | 'Entries'>>;
  /** For the undone part of a call. */
  readonly backoff: Backoff;
}

/** The Step Functions call that adapters use; the SDK's `SFN` has the same one. */
export interface StepFunctions {
  startExecution(input: StartExecutionCommandInput): Promise<unknown>;
}

/** The Secrets Manager call that adapters use; the SDK's `SecretsManager` has the same one. */
export interface SecretsManager {
  getSecretValue(input: GetSecretValueCommandInput): Promise<Pick<GetSecretValueCommandOutput, 'SecretString'>>;
}

export type AwsClients = Readonly<{
  dynamoDb: DynamoDb;
  sqs: Sqs;
  eventBridge: EventBridge;
  stepFunctions: StepFunctions;
  secretsManager: SecretsManager;
}>;

/** The clients of a function, made once per cold start; a connection is opened by the first call. */
export function awsClients(remainingMs: RemainingMs): AwsClients {
  const backoff = fullJitter(remainingMs);
  const settings = { remainingMs, backoff };
  const [sqs, events] = [awsService('sqs', settings), awsService('events', settings)];
  const sqsOnce = awsService('sqs', { remainingMs, backoff: tryOnce });
  const [states, secrets] = [awsService('states', settings), awsService('secretsmanager', settings)];
  return {
    dynamoDb: dynamoDb(awsService('dynamodb', settings), backoff),
    sqs: {
      backoff,
      sendMessage: (input) => sqs('SendMessage', input),
      sendMessageBatch: (input) => sqsOnce('SendMessageBatch', input),
      changeMessageVisibilityBatch: (input) => sqsOnce('ChangeMessageVisibilityBatch', input),
    },
    eventBridge: { backoff, putEvents: (input) => events('PutEvents', withSeconds(input)) },
    stepFunctions: { startExecution: (input) => states('StartExecution', input) },
    secretsManager: { getSecretValue: (input) => secrets('GetSecretValue', input) },
  };
}

/** In JSON, times are seconds since 1970 (Smithy, timestamp formats). */
function withSeconds({ Entries, ...input }: PutEventsCommandInput): object {
  return {
    ...input,
    Entries: Entries?.map(({ Time, ...entry }) => ({ ...entry, Time: Time && Time.getTime() / 1000 })),
  };
}
