import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { clientSettings, readAdminKey } from '../../bin/local/emulator/aws-clients.ts';
import { readRunningStack, stackFileVariable } from '../../bin/local/stack/running-stack.ts';

const file = process.env[stackFileVariable];
if (file === undefined) {
  throw new Error('No stack is deployed: run this test in the jest project "contract" or "e2e"');
}

/** The stack that the global setup deployed. */
export const stack = readRunningStack(file);

const settings = clientSettings(stack.endpoint);

export const dynamoDb = DynamoDBDocumentClient.from(new DynamoDBClient(settings));
export const eventBridge = new EventBridgeClient(settings);
export const sqs = new SQSClient(settings);

/** The platform's first admin key. */
export const adminKey = await readAdminKey({ endpoint: stack.endpoint, secretArn: stack.outputs.AdminKeySecretArn });
