import type { Call } from './policy.ts';

/** An HTTP request as one of AWS's clients sends it. */
export type AwsRequest = Readonly<{ path: string; target: string | undefined; body: string }>;

/** What a request asks of IAM: one action on one resource, of which some requests hold several. */
export type AskedFor = Pick<Call, 'action' | 'resource' | 'context'>;

type Fields = Readonly<Record<string, unknown>>;
type Place = Readonly<{ account: string; region: string }>;

/**
 * Reads from a request which rights it needs (service authorization reference). Throws at operations it was never taught:
 * they are answered as denied, so that none passes unread.
 */
export function rightsAskedFor({ path, target = '', body }: AwsRequest, place: Place): readonly AskedFor[] {
  const arn = (service: string, resource: string) => `arn:aws:${service}:${place.region}:${place.account}:${resource}`;
  const fields = JSON.parse(body) as Fields;
  const [service, operation = ''] = target.split('.');
  switch (service) {
    case 'DynamoDB_20120810':
      return tableRights(operation, fields).map(({ action, table, index }) => ({
        action: `dynamodb:${action}`,
        resource: arn('dynamodb', index === undefined ? `table/${table}` : `table/${table}/index/${index}`),
      }));
    case 'AmazonSQS':
      return [
        {
          action: `sqs:${operation.replace(/Batch$/, '')}`,
          resource: arn('sqs', String(fields.QueueUrl).split('/').at(-1) ?? ''),
        },
      ];
    case 'AWSEvents':
      return eventRights(operation, fields).map(({ bus, ...asked }) => ({
        ...asked,
        resource: bus.startsWith('arn:') ? bus : arn('events', `event-bus/${bus}`),
      }));
    case 'AWSStepFunctions':
      return [{ action: `states:${operation}`, resource: String(fields.stateMachineArn) }];
    case 'secretsmanager':
      return [{ action: `secretsmanager:${operation}`, resource: String(fields.SecretId) }];
    default:
      if (path === '/v2/email/outbound-emails') return mailRights(fields, arn);
      throw new Error(`Which rights ${target || path} needs is not known here`);
  }
}

type TableRight = Readonly<{ action: string; table: string; index?: string | undefined }>;

function tableRights(operation: string, fields: Fields): readonly TableRight[] {
  switch (operation) {
    case 'GetItem':
    case 'PutItem':
    case 'UpdateItem':
    case 'DeleteItem':
    case 'Query':
      return [{ action: operation, table: String(fields.TableName), index: fields.IndexName as string | undefined }];
    case 'BatchGetItem':
    case 'BatchWriteItem':
      return Object.keys(fields.RequestItems as Fields).map((table) => ({ action: operation, table }));
    case 'TransactWriteItems':
      return (fields.TransactItems as readonly Fields[]).flatMap((item) =>
        Object.entries(item).map(([kind, write]) => ({
          action: kind === 'ConditionCheck' ? 'ConditionCheckItem' : `${kind}Item`,
          table: String((write as Fields).TableName),
        })),
      );
    case 'TransactGetItems':
      return (fields.TransactItems as readonly { Get: Fields }[]).map(({ Get }) => ({
        action: 'GetItem',
        table: String(Get.TableName),
      }));
    case 'ExecuteStatement':
      return [statementRight(String(fields.Statement))];
    case 'BatchExecuteStatement':
      return (fields.Statements as readonly Fields[]).map(({ Statement }) => statementRight(String(Statement)));
    case 'ExecuteTransaction':
      return (fields.TransactStatements as readonly Fields[]).map(({ Statement }) => statementRight(String(Statement)));
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

function eventRights(operation: string, fields: Fields) {
  if (operation !== 'PutEvents') throw new Error(`Which rights EventBridge's ${operation} needs is not known here`);
  const entries = fields.Entries as readonly Readonly<Record<string, string>>[];
  const buses = new Set(entries.map(({ EventBusName = 'default' }) => EventBusName));
  return [...buses].map((bus) => {
    const own = entries.filter(({ EventBusName = 'default' }) => EventBusName === bus);
    return {
      action: 'events:PutEvents',
      bus,
      context: { 'events:source': distinct(own.map(({ Source = '' }) => Source)) },
    };
  });
}

/** SES asks for the right on the identity that vouches for the sender and on the configuration set. */
function mailRights(fields: Fields, arn: (service: string, resource: string) => string): readonly AskedFor[] {
  const from = String(fields.FromEmailAddress);
  const sender = from.match(/<([^>]+)>/)?.[1] ?? from;
  const context = { 'ses:FromAddress': sender };
  const resources = [
    `identity/${sender}`,
    ...(fields.ConfigurationSetName ? [`configuration-set/${fields.ConfigurationSetName}`] : []),
  ];
  return resources.map((resource) => ({ action: 'ses:SendEmail', resource: arn('ses', resource), context }));
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}
