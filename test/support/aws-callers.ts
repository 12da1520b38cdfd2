import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SFN } from '@aws-sdk/client-sfn';
import { SQS } from '@aws-sdk/client-sqs';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { clientSettings } from '../../bin/local/emulator/aws-clients.ts';
import { localCredentials, localRegion } from '../../bin/local/emulator/environment.ts';
import { type AwsClients, awsClients } from '../../functions/shared/platform/adapters/aws/aws-clients.ts';
import { fullJitter } from '../../functions/shared/platform/adapters/aws/backoff.ts';
import { stack } from './deployed-stack.ts';

// As a function finds it in its environment.
Object.assign(process.env, {
  AWS_ENDPOINT_URL: stack.endpoint,
  AWS_REGION: localRegion,
  AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
});

const forever = () => Number.POSITIVE_INFINITY;

/** The clients that the functions have. */
export const aws = awsClients(forever);

const settings = clientSettings(stack.endpoint);
const backoff = fullJitter(forever);

/** AWS's own, which are what ours are held against. */
const sdk: AwsClients = {
  dynamoDb: Object.assign(
    DynamoDBDocument.from(new DynamoDBClient(settings), { marshallOptions: { removeUndefinedValues: true } }),
    { backoff },
  ),
  sqs: Object.assign(new SQS(settings), { backoff }),
  eventBridge: Object.assign(new EventBridge(settings), { backoff }),
  stepFunctions: new SFN(settings),
  secretsManager: new SecretsManager(settings),
};

/** What every contract of an adapter runs on. */
export const callers = [
  { caller: 'our caller', clients: aws },
  { caller: "AWS's SDK", clients: sdk },
] as const;
