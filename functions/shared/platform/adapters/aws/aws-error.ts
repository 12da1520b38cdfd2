/** Codes of a whole call, or of one entry of it, after which the same call may succeed later. */
const transientCodes: ReadonlySet<string> = new Set([
  // DynamoDB: of calls, and of the statements of a batch (DynamoDB API, BatchStatementError)
  'ProvisionedThroughputExceededException',
  'ProvisionedThroughputExceeded',
  'RequestLimitExceeded',
  'ThrottlingError',
  'TransactionConflict',
  'TransactionConflictException',
  'TransactionInProgressException',
  'InternalServerError',
  // SQS, EventBridge, Step Functions, Secrets Manager, and what all services share (AWS API references, common errors)
  'InternalError',
  'InternalException',
  'InternalFailure',
  'InternalServiceError',
  'RequestThrottled',
  'ServiceUnavailable',
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'TooManyRequestsException',
]);

export const isTransientCode = (code: string): boolean => transientCodes.has(code);

/** The code of a call without a response of AWS. */
export const noResponse = 'NoAnswer';

type Failure = Readonly<{
  code: string;
  message: string;
  isTransient: boolean;
  /** The reasons of a cancelled transaction, one for each of its writes. */
  cancellationReasons?: readonly Readonly<{ Code?: string | undefined }>[] | undefined;
  cause?: unknown;
}>;

/** A call that AWS refused, or that had no response. Its name is AWS's code, as in the SDK. */
export class AwsError extends Error {
  readonly isTransient: boolean;
  readonly CancellationReasons: Failure['cancellationReasons'];

  constructor({ code, message, isTransient, cancellationReasons, cause }: Failure) {
    super(message, { cause });
    this.name = code;
    this.isTransient = isTransient;
    this.CancellationReasons = cancellationReasons;
  }
}

/** Whether AWS refused with this code; the SDK's errors have it as their name as well. */
export const isRefusal = (error: unknown, code: string): boolean => error instanceof Error && error.name === code;
