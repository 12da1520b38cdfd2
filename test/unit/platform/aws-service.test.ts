import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { awsClients } from '../../../functions/shared/platform/adapters/aws/aws-clients.ts';
import { AwsError } from '../../../functions/shared/platform/adapters/aws/aws-error.ts';
import { awsService } from '../../../functions/shared/platform/adapters/aws/aws-service.ts';
import { furtherTries } from '../../support/counted-backoff.ts';
import { portOf } from '../../support/port-of.ts';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const environment = { ...process.env };
let server: Server;
let answers: Answer[];
let requests: Readonly<{ headers: IncomingMessage['headers']; body: string }>[];
let sockets: Set<Socket>;

beforeEach(async () => {
  [answers, requests, sockets] = [[], [], new Set()];
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    requests.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    answers.shift()?.(response, request);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${portOf(server)}`,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKID',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'token',
  });
});
afterEach(() => {
  process.env = environment;
  server.closeAllConnections();
  server.close();
});

const answer =
  (status: number, body: string | object): Answer =>
  (response) =>
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
const hang: Answer = () => undefined;
const refusal = (code: string, more: object = {}) =>
  answer(400, { __type: `com.amazonaws.x#${code}`, message: 'm', ...more });

/** So near its end that a try has half a second. */
const endingSoon = () => 0;
const call = (tries = 0, remainingMs: () => number = () => 60_000) =>
  awsService('dynamodb', { remainingMs, backoff: furtherTries(tries) })('GetItem', { TableName: 't' });

test('an operation is one signed POST of JSON', async () => {
  answers = [answer(200, { Item: { pk: { S: 'a' } } })];
  expect(await call()).toEqual({ Item: { pk: { S: 'a' } } });
  expect(requests).toMatchObject([
    {
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.GetItem',
        'x-amz-security-token': 'token',
        authorization: expect.stringMatching(
          /^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/eu-west-1\/dynamodb\/aws4_request/,
        ),
      },
      body: '{"TableName":"t"}',
    },
  ]);
});

test.each([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'InternalServerError',
])('%s is tried again as long as there are tries', async (code) => {
  answers = [refusal(code), refusal(code), answer(200, {})];
  expect(await call(2)).toEqual({});
  answers = [refusal(code), refusal(code), answer(200, {})];
  await expect(call(1)).rejects.toMatchObject({ name: code });
  expect(requests).toHaveLength(5);
});

test.each([500, 502, 503, 504, 429])('HTTP %i, of whomever on the way, is tried again', async (status) => {
  answers = [answer(status, '<html>busy</html>'), answer(200, {})];
  expect(await call(1)).toEqual({});
});

test.each(['ConditionalCheckFailedException', 'ValidationException', 'AccessDeniedException'])(
  '%s is an answer, and not asked for again',
  async (code) => {
    answers = [refusal(code), answer(200, {})];
    await expect(call(1)).rejects.toMatchObject({ name: code, message: 'dynamodb GetItem: m' });
    expect(requests).toHaveLength(1);
  },
);

test('a cancelled transaction says why, write by write', async () => {
  const CancellationReasons = [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }];
  answers = [refusal('TransactionCanceledException', { CancellationReasons })];
  await expect(call()).rejects.toMatchObject({ name: 'TransactionCanceledException', CancellationReasons });
});

test('a code with a URL behind it is the code', async () => {
  answers = [answer(400, { __type: 'ResourceNotFoundException:http://internal.amazon.com/coral/' })];
  await expect(call()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

const noAnswer = { name: 'NoAnswer', isTransient: true };

test('a call without a response ends in time, gives back its connection, and is tried again', async () => {
  answers = [hang, answer(200, { late: true })];
  expect(await call(1, endingSoon)).toEqual({ late: true });
  expect(sockets.size).toBe(1);
  answers = [hang];
  await expect(call(0, endingSoon)).rejects.toMatchObject(noAnswer);
});

test('a call that waited in vain for a connection is not sent when one is free', async () => {
  let remainingMs = 60_000;
  const get = awsService('dynamodb', { remainingMs: () => remainingMs, backoff: furtherTries(0) });
  const held: ServerResponse[] = [];
  const allHeld = Promise.withResolvers<void>();
  answers = Array(50).fill((response: ServerResponse) => {
    if (held.push(response) === 50) allHeld.resolve();
  });
  const calls = Array.from({ length: 50 }, (_, number) => get('GetItem', { number }));
  await allHeld.promise;
  remainingMs = 0;
  await expect(get('GetItem', { number: 'too late' })).rejects.toMatchObject(noAnswer);
  for (const response of held) response.end('{}');
  await Promise.all(calls);
  answers = [answer(200, { next: true })];
  expect(await get('GetItem', { number: 'next' })).toEqual({ next: true });
  expect(requests.slice(50).map(({ body }) => body)).toEqual(['{"number":"next"}']);
});

test('a response that keeps coming byte by byte ends in time as well', async () => {
  let drip: NodeJS.Timeout | undefined;
  answers = [
    (response) => {
      response.writeHead(200);
      drip = setInterval(() => response.write(' '), 20);
    },
  ];
  try {
    await expect(call(0, endingSoon)).rejects.toMatchObject(noAnswer);
  } finally {
    clearInterval(drip);
  }
});

test('a call whose response breaks off is tried again', async () => {
  const breakOff: Answer = (response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{"Item":', () => response.destroy());
  };
  answers = [breakOff, answer(200, {})];
  expect(await call(1)).toEqual({});
  answers = [breakOff];
  await expect(call()).rejects.toBeInstanceOf(AwsError);
});

test('a refused connection is no response', async () => {
  server.close();
  await once(server, 'close');
  await expect(call()).rejects.toMatchObject(noAnswer);
});

test('a kept connection that AWS has closed meanwhile costs a try at most', async () => {
  const get = awsService('dynamodb', { remainingMs: () => 60_000, backoff: furtherTries(1) });
  answers = [answer(200, {}), answer(200, {})];
  await get('GetItem', {});
  for (const socket of sockets) socket.destroy();
  expect(await get('GetItem', {})).toEqual({});
});

test('a batch of messages without a response is not sent again unknown to its sender', async () => {
  answers = [(_response, request) => request.socket.destroy(), answer(200, {})];
  const { sqs } = awsClients(() => 60_000);
  await expect(sqs.sendMessageBatch({ QueueUrl: 'q', Entries: [] })).rejects.toMatchObject(noAnswer);
  expect(requests).toHaveLength(1);
});
