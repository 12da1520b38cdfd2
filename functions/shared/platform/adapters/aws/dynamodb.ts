import { randomUUID } from 'node:crypto';
import type {
  BatchExecuteStatementCommandInput,
  BatchExecuteStatementCommandOutput,
  BatchGetCommandInput,
  BatchGetCommandOutput,
  BatchWriteCommandInput,
  BatchWriteCommandOutput,
  DeleteCommandInput,
  DeleteCommandOutput,
  GetCommandInput,
  GetCommandOutput,
  PutCommandInput,
  QueryCommandInput,
  QueryCommandOutput,
  TransactWriteCommandInput,
  UpdateCommandInput,
  UpdateCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import type { ServiceCall } from './aws-service.ts';
import type { Backoff } from './backoff.ts';
import { type AttributeMap, fromAttributes, toAttribute, toAttributes } from './dynamodb-values.ts';

/** The DynamoDB calls that adapters use, in plain values; the SDK's `DynamoDBDocument` has the same ones. */
export interface DynamoDb {
  get(input: GetCommandInput): Promise<Pick<GetCommandOutput, 'Item'>>;
  put(input: PutCommandInput): Promise<unknown>;
  update(input: UpdateCommandInput): Promise<Pick<UpdateCommandOutput, 'Attributes'>>;
  delete(input: DeleteCommandInput): Promise<Pick<DeleteCommandOutput, 'Attributes'>>;
  query(input: QueryCommandInput): Promise<Pick<QueryCommandOutput, 'Items' | 'LastEvaluatedKey'>>;
  batchGet(input: BatchGetCommandInput): Promise<Pick<BatchGetCommandOutput, 'Responses' | 'UnprocessedKeys'>>;
  batchWrite(input: BatchWriteCommandInput): Promise<Pick<BatchWriteCommandOutput, 'UnprocessedItems'>>;
  batchExecuteStatement(
    input: BatchExecuteStatementCommandInput,
  ): Promise<Pick<BatchExecuteStatementCommandOutput, 'Responses'>>;
  transactWrite(input: TransactWriteCommandInput): Promise<unknown>;
  /** For the undone part of a call. */
  readonly backoff: Backoff;
}

/** A DynamoDB client with the least code that a call needs. */
export function dynamoDb(call: ServiceCall, backoff: Backoff): DynamoDb {
  return {
    backoff,
    async get(input) {
      const { Item } = await call<Readonly<{ Item?: AttributeMap }>>('GetItem', withAttributes(input));
      return { Item: Item && fromAttributes(Item) };
    },
    put: (input) => call('PutItem', withAttributes(input)),
    update: (input) => change(call, 'UpdateItem', input),
    delete: (input) => change(call, 'DeleteItem', input),
    async query(input) {
      const { Items, LastEvaluatedKey } = await call<QueryResponse>('Query', withAttributes(input));
      return {
        Items: Items?.map(fromAttributes),
        LastEvaluatedKey: LastEvaluatedKey && fromAttributes(LastEvaluatedKey),
      };
    },
    batchGet: (input) => batchGet(call, input),
    batchWrite: (input) => batchWrite(call, input),
    batchExecuteStatement: ({ Statements = [] }) =>
      call('BatchExecuteStatement', {
        Statements: Statements.map(({ Parameters, ...rest }) => ({
          ...rest,
          Parameters: Parameters?.map(toAttribute),
        })),
      }),
    transactWrite: ({ TransactItems = [] }) =>
      call('TransactWriteItems', {
        TransactItems: TransactItems.map((write) => eachMember(write, withAttributes)),
        // A transaction whose response was lost is recognised when it is sent again.
        ClientRequestToken: randomUUID(),
      }),
  };
}

type QueryResponse = Readonly<{ Items?: readonly AttributeMap[]; LastEvaluatedKey?: AttributeMap }>;
type ByTable<Value> = Readonly<Record<string, Value>>;
type BatchGetResponse = Readonly<{
  Responses?: ByTable<readonly AttributeMap[]>;
  UnprocessedKeys?: ByTable<Readonly<{ Keys: readonly AttributeMap[] }>>;
}>;
type BatchWriteResponse = Readonly<{
  UnprocessedItems?: ByTable<
    readonly Readonly<{
      PutRequest?: Readonly<{ Item: AttributeMap }>;
      DeleteRequest?: Readonly<{ Key: AttributeMap }>;
    }>[]
  >;
}>;

async function batchGet(call: ServiceCall, { RequestItems = {} }: BatchGetCommandInput) {
  const response = await call<BatchGetResponse>('BatchGetItem', {
    RequestItems: eachTable(RequestItems, ({ Keys, ...read }) => ({ ...read, Keys: Keys?.map(toAttributes) })),
  });
  return {
    Responses: eachTable(response.Responses, (items) => items.map(fromAttributes)),
    UnprocessedKeys: eachTable(response.UnprocessedKeys, ({ Keys }) => ({ Keys: Keys.map(fromAttributes) })),
  };
}

async function batchWrite(call: ServiceCall, { RequestItems = {} }: BatchWriteCommandInput) {
  const response = await call<BatchWriteResponse>('BatchWriteItem', {
    RequestItems: eachTable(RequestItems, (writes) => writes.map((write) => eachMember(write, withAttributes))),
  });
  return {
    UnprocessedItems: eachTable(response.UnprocessedItems, (writes) =>
      writes.map(({ PutRequest, DeleteRequest }) => ({
        ...(PutRequest && { PutRequest: { Item: fromAttributes(PutRequest.Item) } }),
        ...(DeleteRequest && { DeleteRequest: { Key: fromAttributes(DeleteRequest.Key) } }),
      })),
    ),
  };
}

async function change(call: ServiceCall, operation: string, input: WithValues) {
  const { Attributes } = await call<Readonly<{ Attributes?: AttributeMap }>>(operation, withAttributes(input));
  return { Attributes: Attributes && fromAttributes(Attributes) };
}

/** The members of an operation's input, or of one write of several, that hold values. */
type WithValues = Readonly<{
  Key?: object | undefined;
  Item?: object | undefined;
  ExclusiveStartKey?: object | undefined;
  ExpressionAttributeValues?: object | undefined;
}>;

/** JSON omits undefined members. */
function withAttributes(input: WithValues): object {
  const { Key, Item, ExclusiveStartKey, ExpressionAttributeValues } = input;
  return {
    ...input,
    Key: Key && toAttributes(Key),
    Item: Item && toAttributes(Item),
    ExclusiveStartKey: ExclusiveStartKey && toAttributes(ExclusiveStartKey),
    ExpressionAttributeValues: ExpressionAttributeValues && toAttributes(ExpressionAttributeValues),
  };
}

function eachTable<Value, Made>(tables: ByTable<Value> = {}, make: (value: Value) => Made): Record<string, Made> {
  return Object.fromEntries(Object.entries(tables).map(([table, value]) => [table, make(value)]));
}

/** A write of several is in a member that names its kind. */
function eachMember(
  write: Readonly<Record<string, WithValues | undefined>>,
  make: (value: WithValues) => object,
): object {
  return Object.fromEntries(Object.entries(write).map(([name, value]) => [name, value && make(value)]));
}
