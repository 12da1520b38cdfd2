import { randomBytes } from 'node:crypto';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { localCredentials, localRegion } from './environment.ts';

/** What every AWS SDK client needs to speak to the local AWS instead of the real one. */
export function clientSettings(endpoint: string) {
  return { endpoint, region: localRegion, credentials: localCredentials };
}

/** The first admin key, which deploying made. */
export async function readAdminKey(input: { readonly endpoint: string; readonly secretArn: string }): Promise<string> {
  const client = new SecretsManagerClient(clientSettings(input.endpoint));
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: input.secretArn }));
  if (SecretString === undefined) {
    throw new Error(`The secret ${input.secretArn} holds no text`);
  }
  return SecretString;
}

/**
 * Makes the admin key anew as AWS makes it, of letters and digits: the emulator's CloudFormation overlooks the
 * template's `ExcludePunctuation`, and its keys hold quotes and backticks that break a command line.
 */
export async function renewAdminKey(input: { readonly endpoint: string; readonly secretArn: string }): Promise<void> {
  const client = new SecretsManagerClient(clientSettings(input.endpoint));
  const SecretString = randomBytes(32).toString('hex');
  await client.send(new PutSecretValueCommand({ SecretId: input.secretArn, SecretString }));
}

/** Puts one event on the bus as producers do: with the AWS SDK, knowing nothing of Posthorn but the event's shape. */
export async function putEvent(input: {
  readonly endpoint: string;
  readonly busName: string;
  readonly type: string;
  readonly detail: Readonly<Record<string, unknown>>;
}): Promise<void> {
  const client = new EventBridgeClient(clientSettings(input.endpoint));
  const { FailedEntryCount, Entries } = await client.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: input.busName,
          Source: 'demo.producer',
          DetailType: input.type,
          Detail: JSON.stringify(input.detail),
        },
      ],
    }),
  );
  if (FailedEntryCount !== 0) {
    throw new Error(`The bus refused the event: ${Entries?.[0]?.ErrorMessage}`);
  }
}

/** The text of a message that waits in a queue, if there is one; it stays there. */
export async function peekMessage(input: {
  readonly endpoint: string;
  readonly queueUrl: string;
}): Promise<string | undefined> {
  const client = new SQSClient(clientSettings(input.endpoint));
  const { Messages } = await client.send(
    new ReceiveMessageCommand({ QueueUrl: input.queueUrl, MaxNumberOfMessages: 1, VisibilityTimeout: 0 }),
  );
  return Messages?.[0]?.Body;
}
