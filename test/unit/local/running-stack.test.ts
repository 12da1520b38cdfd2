import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import {
  localApiUrl,
  readOutputs,
  readRunningStack,
  writeRunningStack,
} from '../../../bin/local/stack/running-stack.ts';

const directory = mkdtempSync(join(tmpdir(), 'posthorn-running-stack-'));
afterAll(() => rmSync(directory, { recursive: true }));

const endpoint = 'http://127.0.0.1:5000';
const queue = 'http://localhost:5000/000000000000/queue';
const written = {
  ApiUrl: 'http://0a1b2c3d.execute-api.localhost:5000',
  BusName: 'posthorn-local',
  TableName: 'table',
  AdminKeySecretArn: 'admin',
  KeyringSecretArn: 'keyring',
  EventsQueueUrl: queue,
  EventsDeadLetterQueueUrl: queue,
  DeliveryQueueUrl: queue,
  DeliveryDeadLetterQueueUrl: queue,
  RejectedEventsQueueUrl: queue,
  FanOutFunctionName: 'fan-out',
  DispatchFunctionName: 'dispatch',
  LanesArn: 'lanes',
};

function outputsFile(outputs: object): string {
  const file = join(directory, 'outputs.json');
  writeFileSync(file, JSON.stringify({ 'Posthorn-local': outputs }));
  return file;
}

describe('the running stack', () => {
  test('outputs come with queue URLs on the host of the endpoint', () => {
    const outputs = readOutputs({ file: outputsFile(written), stackName: 'Posthorn-local', endpoint });
    expect(outputs.EventsQueueUrl).toBe('http://127.0.0.1:5000/000000000000/queue');
    expect(outputs.BusName).toBe('posthorn-local');
  });

  test('an output that is missing is named', () => {
    const file = outputsFile({ ...written, BusName: undefined });
    expect(() => readOutputs({ file, stackName: 'Posthorn-local', endpoint })).toThrow('BusName');
  });

  test('the API is reached by the path form of its id', () => {
    expect(localApiUrl(endpoint, written.ApiUrl)).toBe(`${endpoint}/_aws/execute-api/0a1b2c3d/$default`);
  });

  test('its file reads back as it was written', () => {
    const outputs = readOutputs({ file: outputsFile(written), stackName: 'Posthorn-local', endpoint });
    const stack = { endpoint, apiUrl: localApiUrl(endpoint, outputs.ApiUrl), outputs, directory };
    const file = join(directory, 'stack.json');
    writeRunningStack(file, stack);
    expect(readRunningStack(file)).toEqual(stack);
  });
});
