import { AwsError, isTransientCode, noResponse } from './aws-error.ts';
import { type Backoff, type RemainingMs, tryTimeMs } from './backoff.ts';
import { requestSigner } from './signer.ts';
import { connectionsTo } from './transport.ts';

/** Calls an operation of one service; the response is AWS's own and is not validated. */
export type ServiceCall = <Output>(operation: string, input: object) => Promise<Output>;

/**
 * The services that take each call as one POST of JSON, by the name in their endpoint and in signatures. `target` is
 * the service's name in the header that names the operation (Smithy, AWS JSON protocols).
 */
const services = {
  dynamodb: { target: 'DynamoDB_20120810', json: '1.0' },
  sqs: { target: 'AmazonSQS', json: '1.0' },
  states: { target: 'AWSStepFunctions', json: '1.0' },
  events: { target: 'AWSEvents', json: '1.1' },
  secretsmanager: { target: 'secretsmanager', json: '1.1' },
} as const;

export type ServiceName = keyof typeof services;

export type ServiceSettings = Readonly<{ remainingMs: RemainingMs; backoff: Backoff }>;

/** A client of one service: calls are signed, bounded in time, and repeated while AWS throttles or does not respond. */
export function awsService(service: ServiceName, { remainingMs, backoff }: ServiceSettings): ServiceCall {
  const region = process.env.AWS_REGION ?? '';
  const url = endpointOf(service, region);
  const { target, json } = services[service];
  const sign = requestSigner({ service, region, url });
  const post = connectionsTo(url);

  async function tryOnce(operation: string, body: Uint8Array): Promise<string> {
    const headers = { 'content-type': `application/x-amz-json-${json}`, 'x-amz-target': `${target}.${operation}` };
    const signed = await sign({ headers, body });
    const response = await post({ headers: signed, body, withinMs: tryTimeMs(remainingMs()) }).catch(
      (cause: unknown) => {
        const message = `${service} ${operation}: ${cause instanceof Error ? cause.message : 'no response'}`;
        throw new AwsError({ code: noResponse, message, isTransient: true, cause });
      },
    );
    if (response.status === 200) return response.text;
    throw refusalOf(`${service} ${operation}`, response);
  }

  return async <Output>(operation: string, input: object): Promise<Output> => {
    const body = Buffer.from(JSON.stringify(input));
    const tries = backoff();
    for (;;) {
      try {
        const response: Output = JSON.parse(await tryOnce(operation, body));
        return response;
      } catch (error) {
        if (!(error instanceof AwsError && error.isTransient) || !(await tries.again())) throw error;
      }
    }
  };
}

/** As in the SDK, the environment may name another endpoint, such as a local AWS. */
function endpointOf(service: ServiceName, region: string): URL {
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return new URL(process.env.AWS_ENDPOINT_URL ?? `https://${service}.${region}.${suffix}`);
}

type ErrorBody = Readonly<{ __type?: string; message?: string; Message?: string }> &
  Readonly<{ CancellationReasons?: readonly Readonly<{ Code?: string }>[] }>;

function refusalOf(call: string, { status, text }: Readonly<{ status: number; text: string }>): AwsError {
  const { __type = '', message, Message, CancellationReasons } = errorBody(text);
  // "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", in some services with ":" and a URL behind.
  const code = /([^#:]+)(?::.*)?$/.exec(__type)?.[1] ?? `Http${status}`;
  return new AwsError({
    code,
    message: `${call}: ${message ?? Message ?? `HTTP ${status}`}`,
    isTransient: status >= 500 || status === 429 || isTransientCode(code),
    cancellationReasons: CancellationReasons,
  });
}

/** A gateway in between responds in HTML. */
function errorBody(text: string): ErrorBody {
  try {
    const body: ErrorBody = JSON.parse(text);
    return body;
  } catch {
    return {};
  }
}
