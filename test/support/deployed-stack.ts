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

/** What the management API answered; `body` is undefined if there was none. */
export type ApiAnswer = Readonly<{ status: number; headers: Headers; body: unknown }>;

/** Calls the management API. A string is sent as it is, anything else as JSON; without a key, no Authorization header. */
export async function api(request: {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Begins with a slash: `/v1/spaces`. */
  readonly path: string;
  readonly key?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}): Promise<ApiAnswer> {
  const { method, path, key, body } = request;
  const response = await fetch(`${stack.apiUrl}${path}`, {
    method,
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...request.headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : isJson ? JSON.parse(text) : text,
  };
}
