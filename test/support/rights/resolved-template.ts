import * as z from 'zod';

type Properties = Readonly<Record<string, unknown>>;
export type StackTemplate = Readonly<{
  Resources: Readonly<Record<string, Readonly<{ Type: string; Properties?: Properties }>>>;
}>;

/** Where a template was deployed, and what its resources are called there. */
export type Deployment = Readonly<{
  account: string;
  region: string;
  physicalId: (logicalId: string) => string;
}>;

const attributeOf = z.tuple([z.string(), z.string()]);
const join = z.tuple([z.string(), z.array(z.unknown())]);

/** The template's resources, with every reference in them resolved as the deployment would. */
export function resolvedResources(template: StackTemplate, { account, region, physicalId }: Deployment) {
  const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`;
  const queueArn = (url: string) => arn('sqs', url.slice(url.lastIndexOf('/') + 1));

  function arnOf(id: string): string {
    const name = physicalId(id);
    const { Type, Properties } = template.Resources[id] ?? {};
    switch (Type) {
      case 'AWS::Lambda::Function':
        return arn('lambda', `function:${name}`);
      case 'AWS::SQS::Queue':
        return queueArn(name);
      case 'AWS::DynamoDB::Table':
        return arn('dynamodb', `table/${name}`);
      case 'AWS::Events::EventBus':
        return arn('events', `event-bus/${name}`);
      case 'AWS::Events::Rule': {
        const bus = Properties?.EventBusName;
        return arn('events', bus === undefined ? `rule/${name}` : `rule/${resolve(bus)}/${name.split('|').at(-1)}`);
      }
      case 'AWS::Logs::LogGroup':
        return arn('logs', `log-group:${name}:*`);
      case 'AWS::CloudWatch::Alarm':
        return arn('cloudwatch', `alarm:${name}`);
      case 'AWS::IAM::Role':
        return `arn:aws:iam::${account}:role/${name}`;
      default:
        throw new Error(`The ARN of ${id} (${Type}) is not known here`);
    }
  }

  function resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const [[name = '', argument] = [], ...more] = Object.entries(value);
    if (more.length === 0 && name === 'Ref') return reference(String(argument));
    if (more.length === 0 && name === 'Fn::GetAtt') return attribute(attributeOf.parse(argument));
    if (more.length === 0 && name === 'Fn::Join') {
      const [separator, parts] = join.parse(argument);
      return parts.map((part) => String(resolve(part))).join(separator);
    }
    if (name.startsWith('Fn::')) throw new Error(`${name} is not known here`);
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, resolve(part)]));
  }

  function reference(id: string): string {
    switch (id) {
      case 'AWS::Partition':
        return 'aws';
      case 'AWS::Region':
        return region;
      case 'AWS::AccountId':
        return account;
      default:
        return physicalId(id);
    }
  }

  function attribute([id, name]: readonly [string, string]): string {
    // What comes after it is the time at which the stream was made.
    if (name === 'StreamArn') return `${arnOf(id)}/stream/any`;
    if (name !== 'Arn') throw new Error(`The attribute ${name} of ${id} is not known here`);
    return arnOf(id);
  }

  return {
    account,
    queueArn,
    /** All of a type, each with the properties of the schema; others stay unresolved. */
    ofType<Known extends z.ZodObject>(type: string, schema: Known) {
      return Object.entries(template.Resources)
        .filter(([, { Type }]) => Type === type)
        .map(([id, { Properties = {} }]) => {
          const resolving = Object.keys(schema.shape).map((name) => [name, resolve(Properties[name])]);
          return {
            ...schema.parse(Object.fromEntries(resolving)),
            physicalId: physicalId(id),
            get arn() {
              return arnOf(id);
            },
          };
        });
    },
  };
}
