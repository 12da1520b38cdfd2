import * as z from 'zod';
import type { Call } from './policy.ts';

/** An HTTP request as one of AWS's clients sends it. */
export type AwsRequest = Readonly<{ path: string; target: string | undefined; body: string }>;

/** What a request asks of IAM: one action on one resource, of which some requests hold several. */
export type AskedFor = Pick<Call, 'action' | 'resource' | 'context'>;

const fields = z.record(z.string(), z.unknown());
const ofTable = z.object({ TableName: z.string() });
const partiQlCall = z.object({ Statement: z.string() });
const partiQlCalls = z.array(partiQlCall);

/** What the bodies of calls hold, as far as rights depend on it. */
const table = ofTable.extend({ IndexName: z.string().optional() });
const tables = z.object({ RequestItems: fields });
const writes = z.object({ TransactItems: z.array(z.record(z.string(), ofTable)) });
const reads = z.object({ TransactItems: z.array(z.object({ Get: ofTable })) });
const batch = z.object({ Statements: partiQlCalls });
const transaction = z.object({ TransactStatements: partiQlCalls });
const events = z.object({
  Entries: z.array(z.object({ EventBusName: z.string().default('default'), Source: z.string().default('') })),
});

type Fields = z.output<typeof fields>;
type Place = Readonly<{ account: string; region: string }>;

/**
 * Reads from a request which rights it needs (service authorization reference). Throws at operations it was never taught:
 * they are answered as denied, so that none passes unread.
 */
export function rightsAskedFor({ path, target = '', body }: AwsRequest, place: Place): readonly AskedFor[] {
  const arn = (service: string, resource: string) => `arn:aws:${service}:${place.region}:${place.account}:${resource}`;
  const asked = fields.parse(JSON.parse(body));
  const [service, operation = ''] = target.split('.');
  switch (service) {
    case 'DynamoDB_20120810':
      return tableRights(operation, asked).map(({ action, table, index }) => ({
        action: `dynamodb:${action}`,
        resource: arn('dynamodb', index === undefined ? `table/${table}` : `table/${table}/index/${index}`),
      }));
    case 'AmazonSQS':
      return [
        {
          action: `sqs:${operation.replace(/Batch$/, '')}`,
          resource: arn('sqs', String(asked.QueueUrl).split('/').at(-1) ?? ''),
        },
      ];
    case 'AWSEvents':
      return eventRights(operation, asked).map(({ bus, ...right }) => ({
        ...right,
        resource: bus.startsWith('arn:') ? bus : arn('events', `event-bus/${bus}`),
      }));
    case 'AWSStepFunctions':
      return [{ action: `states:${operation}`, resource: String(asked.stateMachineArn) }];
    case 'secretsmanager':
      return [{ action: `secretsmanager:${operation}`, resource: String(asked.SecretId) }];
    default:
      if (path === '/v2/email/outbound-emails') return mailRights(asked, arn);
      throw new Error(`Which rights ${target || path} needs is not known here`);
  }
}

type TableRight = Readonly<{ action: string; table: string; index?: string | undefined }>;

function tableRights(operation: string, asked: Fields): readonly TableRight[] {
  switch (operation) {
    case 'GetItem':
    case 'PutItem':
    case 'UpdateItem':
    case 'DeleteItem':
    case 'Query': {
      const { TableName, IndexName } = table.parse(asked);
      return [{ action: operation, table: TableName, index: IndexName }];
    }
    case 'BatchGetItem':
    case 'BatchWriteItem':
      return Object.keys(tables.parse(asked).RequestItems).map((name) => ({ action: operation, table: name }));
    case 'TransactWriteItems':
      return writes.parse(asked).TransactItems.flatMap((item) =>
        Object.entries(item).map(([kind, { TableName }]) => ({
          action: kind === 'ConditionCheck' ? 'ConditionCheckItem' : `${kind}Item`,
          table: TableName,
        })),
      );
    case 'TransactGetItems':
      return reads.parse(asked).TransactItems.map(({ Get }) => ({ action: 'GetItem', table: Get.TableName }));
    case 'ExecuteStatement':
      return [statementRight(partiQlCall.parse(asked).Statement)];
    case 'BatchExecuteStatement':
      return batch.parse(asked).Statements.map(({ Statement }) => statementRight(Statement));
    case 'ExecuteTransaction':
      return transaction.parse(asked).TransactStatements.map(({ Statement }) => statementRight(Statement));
    default:
      throw new Error(`Which rights DynamoDB's ${operation} needs is not known here`);
  }
}

/** Of a PartiQL statement its kind, its table and its index (DynamoDB developer guide, "IAM security policies with PartiQL"). */
function statementRight(statement: string): TableRight {
  const [, kind = '', table, index] =
    statement.match(/^\s*(?:(INSERT)\s+INTO|(?:SELECT|DELETE)\b[^"]*\bFROM|UPDATE)\s+"([^"]+)"(?:\."([^"]+)")?/i) ?? [];
  const [verb = kind] = statement.trim().split(/\s/);
  if (table === undefined) throw new Error(`Which rights this statement needs is not known here: ${statement}`);
  return { action: `PartiQL${verb.charAt(0).toUpperCase()}${verb.slice(1).toLowerCase()}`, table, index };
}

function eventRights(operation: string, asked: Fields) {
  if (operation !== 'PutEvents') throw new Error(`Which rights EventBridge's ${operation} needs is not known here`);
  const byBus = Map.groupBy(events.parse(asked).Entries, ({ EventBusName }) => EventBusName);
  return [...byBus].map(([bus, entries]) => ({
    action: 'events:PutEvents',
    bus,
    context: { 'events:source': distinct(entries.map(({ Source }) => Source)) },
  }));
}

/** SES requires the right on the sender's identity and on the configuration set. */
function mailRights(asked: Fields, arn: (service: string, resource: string) => string): readonly AskedFor[] {
  const from = String(asked.FromEmailAddress);
  const sender = from.match(/<([^>]+)>/)?.[1] ?? from;
  const context = { 'ses:FromAddress': sender };
  const resources = [
    `identity/${sender}`,
    ...(asked.ConfigurationSetName ? [`configuration-set/${asked.ConfigurationSetName}`] : []),
  ];
  return resources.map((resource) => ({ action: 'ses:SendEmail', resource: arn('ses', resource), context }));
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}
