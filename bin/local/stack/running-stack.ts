import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { StepFailure } from '../../shared/step-failure.ts';

/** The deployed stack's outputs, by their names in the template. */
const outputsSchema = z.object({
  ApiUrl: z.url(),
  BusName: z.string().min(1),
  TableName: z.string().min(1),
  AdminKeySecretArn: z.string().min(1),
  KeyringSecretArn: z.string().min(1),
  EventsQueueUrl: z.url(),
  EventsDeadLetterQueueUrl: z.url(),
  DeliveryQueueUrl: z.url(),
  DeliveryDeadLetterQueueUrl: z.url(),
  RejectedEventsQueueUrl: z.url(),
  FanOutFunctionName: z.string().min(1),
  DispatchFunctionName: z.string().min(1),
  LanesArn: z.string().min(1),
});

export type StackOutputs = Readonly<z.infer<typeof outputsSchema>>;

const runningStackSchema = z.object({
  /** Of every AWS API, without a slash at its end. */
  endpoint: z.url(),
  /** Of the management API, without a slash at its end: `${apiUrl}/v1/spaces`. */
  apiUrl: z.url(),
  outputs: outputsSchema,
  /** The folder with this run's logs. */
  directory: z.string().min(1),
});

/** A stack that runs on the local AWS, and how to reach it. */
export type RunningStack = Readonly<z.infer<typeof runningStackSchema>>;

/** Names the environment variable with the path of a running stack's file. */
export const stackFileVariable = 'POSTHORN_STACK_FILE';

/**
 * Reads what `cdk deploy --outputs-file` wrote for the given stack. The emulator's queue URLs name `localhost`; here they
 * get the endpoint's own host, or else the SQS client warns at every call that the two differ.
 */
export function readOutputs(input: {
  readonly file: string;
  readonly stackName: string;
  readonly endpoint: string;
}): StackOutputs {
  const stacks = z
    .record(z.string(), z.record(z.string(), z.string()))
    .parse(JSON.parse(readFileSync(input.file, 'utf8')));
  const outputs = Object.entries(stacks[input.stackName] ?? {});
  const parsed = outputsSchema.safeParse(
    Object.fromEntries(
      outputs.map(([name, value]) => [name, name.endsWith('QueueUrl') ? onHostOf(input.endpoint, value) : value]),
    ),
  );
  if (!parsed.success) {
    throw new StepFailure(`The deployed stack's outputs are not as expected:\n${z.prettifyError(parsed.error)}`);
  }
  return parsed.data;
}

function onHostOf(endpoint: string, url: string): string {
  return `${endpoint}${new URL(url).pathname}`;
}

/**
 * The address of an HTTP API on the emulator. Its own form `<id>.execute-api.<host>` does not resolve everywhere, hence
 * the emulator's path form; `$default` is the stage.
 */
export function localApiUrl(endpoint: string, apiUrl: string): string {
  const [apiId] = new URL(apiUrl).hostname.split('.');
  return `${endpoint}/_aws/execute-api/${apiId}/$default`;
}

export function writeRunningStack(file: string, stack: RunningStack): void {
  writeFileSync(file, `${JSON.stringify(stack, null, 2)}\n`);
}

export function readRunningStack(file: string): RunningStack {
  return runningStackSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}
