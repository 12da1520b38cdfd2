import * as z from 'zod';
import { defaultRetrySchedule } from '../functions/shared/domain/webhook.ts';
import { asWholeNumber } from '../functions/shared/domain/whole-number.ts';

/** Context values from the command line are text, those from a file may be JSON already. */
const list = <Item extends z.ZodType>(item: Item) =>
  z.preprocess(
    (value) => (typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value),
    z.array(item),
  );

const flag = z.preprocess(
  (value) => (value === 'true' ? true : value === 'false' ? false : value),
  z.boolean('must be true or false'),
);

/** `name=value,name=value` on the command line. */
const named = <Item extends z.ZodType>(item: Item) =>
  z.preprocess(
    (value) => (typeof value === 'string' ? Object.fromEntries(value.split(',').map(asEntry)) : value),
    z.record(z.string(), item),
  );

function asEntry(part: string): readonly [string, string] {
  const [name = '', ...rest] = part.split('=');
  return [name.trim(), rest.join('=').trim()];
}

/** The CDK's own: what bootstrapping takes unless told otherwise (CDK guide, "Customize bootstrapping"). */
export const defaultQualifier = 'hnb659fds';

const maxRetrySeconds = 36 * 60 * 60;

/** Every setting of a stage. `npm run deploy -- --help` prints the descriptions; a setting without one fails the tests. */
export const settingsSchema = z.strictObject({
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,19}$/, 'must be 1 to 20 lower-case letters, digits or hyphens')
    .describe(
      'Names the stack, the bus and every resource. Stages named local, dev or test (or dev-…) are thrown away with their data; all others are production.',
    ),
  senderEmail: z
    .email('must be an e-mail address that SES has verified')
    .describe('Escalation mails come from here; SES must have verified the address or its domain.'),
  senderIdentity: z
    .union([z.email(), z.hostname()], 'must be an e-mail address or a domain')
    .optional()
    .describe(
      'An address or a domain that the stack shall have SES verify; it must cover senderEmail. Leave it out if SES knows the sender already.',
    ),
  alarmEmail: z
    .email('must be an e-mail address')
    .optional()
    .describe('Alarms of every severity are mailed here; AWS first sends a mail that must be confirmed.'),
  pageTopicArn: z
    .string()
    .regex(/^arn:[a-z-]+:sns:/, 'must be the ARN of an SNS topic')
    .optional()
    .describe(
      'An SNS topic of yours that wakes somebody up: alarms of severity "page" go there too. Its policy must allow cloudwatch.amazonaws.com to publish (sns:Publish), and so must the policy of its KMS key, if it has one (kms:Decrypt, kms:GenerateDataKey*).',
    ),
  runbookUrl: z
    .url({ protocol: /^https?$/, error: 'must be a URL, for example https://git.example.com/posthorn/docs/runbook.md' })
    .optional()
    .describe(
      'Where your operators read docs/runbook.md: alarms then link to its sections. Without it they name the file and the section.',
    ),
  domainName: z
    .hostname('must be a domain name')
    .optional()
    .describe('The API answers under this name; certificateArn belongs to it, and a DNS record that you make.'),
  certificateArn: z
    .string()
    .regex(/^arn:[a-z-]+:acm:/, 'must be the ARN of an ACM certificate')
    .optional()
    .describe(
      'ACM certificate of domainName; with webAclArn it must lie in us-east-1, else in the region of the stack.',
    ),
  webAclArn: z
    .string()
    .regex(/^arn:[a-z-]+:wafv2:us-east-1:\d{12}:global\/webacl\//, 'must be the ARN of a WAF ACL for CloudFront')
    .optional()
    .describe('Puts CloudFront with this web ACL before the API, as HTTP APIs cannot have one themselves.'),
  allowedOrigins: list(z.url({ protocol: /^https?$/, error: 'must be origins, for example https://app.example.com' }))
    .default([])
    .describe('Origins whose pages may call the API from a browser (CORS); none by default.'),
  consoleFrameAncestors: list(
    z.url({ protocol: /^https?$/, error: 'must be origins, for example https://app.example.com' }),
  )
    .default([])
    .describe('Origins whose pages may show the console in a frame; none by default.'),
  producerAccounts: list(z.string().regex(/^\d{12}$/, 'must be AWS account ids of 12 digits'))
    .default([])
    .describe('Other AWS accounts that may put events on the bus; their own policies must allow it too.'),
  staticEgress: flag
    .default(false)
    .describe(
      'Sends deliveries from fixed addresses, printed as EgressAddresses: a VPC with two NAT gateways, about $66 a month and $0.045 per GB.',
    ),
  egressAllocationIds: list(z.string().regex(/^eipalloc-[0-9a-f]+$/, 'must be ids as eipalloc-0123456789abcdef0'))
    .refine(({ length }) => length === 2, 'must be two, one for each availability zone')
    .optional()
    .describe(
      'Two Elastic IPs of yours for staticEgress, for example those that an earlier deployment left allocated; by default the stage allocates two.',
    ),
  allowedCidrs: list(z.union([z.cidrv4(), z.cidrv6()], 'must be CIDRs, for example 127.0.0.0/8'))
    .default([])
    .describe('Private networks that webhooks may point at; for local work only, refused in production.'),
  retrySchedule: list(z.preprocess(asWholeNumber, z.int().min(1).max(maxRetrySeconds)))
    .refine(
      (seconds) => seconds.every((value, index) => value > (seconds[index - 1] ?? 0)),
      'must grow from retry to retry',
    )
    .refine(({ length }) => length >= 1 && length <= 5, 'must have 1 to 5 retries')
    .default([...defaultRetrySchedule])
    .describe('Seconds after the first attempt at which each retry falls due, unless a webhook says otherwise.'),
  retentionDays: z
    .preprocess(
      asWholeNumber,
      z
        .int()
        .min(
          3,
          'must be 3 days or more: a delivery is retried for 36 hours, and half of the retention must outlast that',
        )
        .max(365),
    )
    .default(30)
    .describe('Days that events and records of deliveries are kept.'),
  oidcIssuer: z
    .url('must be the https URL that the iss claim holds')
    .optional()
    .describe('Issuer whose JWTs the API takes besides its own keys, as their iss claim spells it.'),
  oidcAudience: z.string().min(1).optional().describe('The aud claim (or client_id) that those JWTs must have.'),
  oidcJwksUri: z
    .url({ protocol: /^https$/, error: 'must be an https URL' })
    .optional()
    .describe('Where the issuer publishes its keys; by default below the issuer, at .well-known/jwks.json.'),
  oidcSpaceClaim: z.string().min(1).default('space').describe('The claim that holds the space a JWT is good for.'),
  oidcRoleClaim: z.string().min(1).default('role').describe('The claim that holds the role of the caller.'),
  eventArchiveDays: z
    .preprocess(asWholeNumber, z.int().min(1).max(3_650))
    .optional()
    .describe(
      'Days that an EventBridge archive keeps what producers put on the bus, to replay it after the table was restored; no archive by default. $0.10 per GB archived, $0.023 per GB and month.',
    ),
  kmsKeyArn: z
    .string()
    .regex(
      /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/(mrk-[0-9a-f]{32}|[0-9a-f-]{36})$/,
      'must be the ARN of a KMS key (not of an alias)',
    )
    .optional()
    .describe(
      'A KMS key of yours, in the region of the stack, that encrypts table, secrets, queues, topics, logs and archive. docs/security.md says what its policy must allow.',
    ),
  permissionsBoundary: z
    .string()
    .regex(/^arn:[a-z-]+:iam::(\d{12}|aws):policy\/./, 'must be the ARN of an IAM policy')
    .optional()
    .describe('An IAM policy that every role of the stack gets as its permissions boundary.'),
  bootstrapQualifier: z
    .string()
    .regex(/^[A-Za-z0-9]{1,10}$/, 'must be 1 to 10 letters and digits')
    .default(defaultQualifier)
    .describe('The qualifier that the account was bootstrapped with for the CDK, if not with the usual one.'),
  tags: named(z.string().max(256, 'must have at most 256 characters'))
    .refine((tags) => Object.keys(tags).every((key) => /^(?!aws:).{1,128}$/.test(key)), {
      error: 'must have keys of 1 to 128 characters, which do not begin with aws:',
    })
    .default({})
    .describe('Tags of the stack and of everything in it that takes tags: team=platform,cost-center=42'),
  reservedConcurrency: named(z.preprocess(asWholeNumber, z.int().min(2).max(1_000)))
    .default({})
    .describe(
      'How many of a function may run at once, and are kept free for it in the account: dispatch-delivery=300,retry-delivery=50. For a function that works through a queue it is also how many take from the queue.',
    ),
  logLevel: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']).default('INFO').describe('Least level of log lines.'),
});

/** What a platform team decides for one stage, checked. */
export type StageSettings = Readonly<z.infer<typeof settingsSchema>>;

/** For which a CDK app has ways of its own: the stack takes them, and the construct does not. */
export const stackSettings = ['bootstrapQualifier', 'permissionsBoundary', 'tags'] as const;

/** What it has to say of that: the rest is optional or has a default. */
export type PosthornProps = Pick<StageSettings, 'stage' | 'senderEmail'> &
  Partial<Omit<StageSettings, (typeof stackSettings)[number]>>;

/** Stages whose data may be thrown away; every other is treated as production. */
const disposableStages = /^(local|dev|test)(-|$)/;

export function isProduction({ stage }: Pick<StageSettings, 'stage'>): boolean {
  return !disposableStages.test(stage);
}

/** The name of a stage's stack. */
export function stackNameOf(stage: string): string {
  return `Posthorn-${stage}`;
}

/** The SSM parameter in which a stage remembers what it was deployed with. */
export function settingsParameterName(stage: string): string {
  return `/posthorn/${stage}/settings`;
}

/** Each setting's name and what it is for. */
export const settingDescriptions: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(settingsSchema.shape).map(([name, { description = '' }]) => [name, description]),
);

/** In which words a setting is given: as an option of a command, a property of a construct. */
type Give = (name: string) => string;

/**
 * Reads the settings from the CDK context: whatever has a plain name is one, the CDK's own keys hold `:`, `/` or `-`.
 * Throws an error that names every wrong or unknown setting and how to give it.
 */
export function parseStageSettings(
  context: Readonly<Record<string, unknown>>,
  give: Give = (name) => `-c ${name}=…`,
): StageSettings {
  const given = Object.entries(context).filter(([name, value]) => /^\w+$/.test(name) && value !== undefined);
  const parsed = settingsSchema.safeParse(Object.fromEntries(given));
  if (!parsed.success) throw new Error(wrong(parsed.error.issues.flatMap((issue) => explain(issue, give))));
  const conflicts = conflictsIn(parsed.data, give);
  if (conflicts.length > 0) throw new Error(wrong(conflicts));
  return parsed.data;
}

/** Those settings that were given, as read, in the order of `--help`; the others have their defaults. */
export function givenSettings(
  context: Readonly<Record<string, unknown>>,
  give?: Give,
): Readonly<Record<string, unknown>> {
  const read = Object.entries(parseStageSettings(context, give));
  return Object.fromEntries(read.filter(([name]) => context[name] !== undefined));
}

/** What is right by itself and does not go together. */
function conflictsIn(given: StageSettings, give: Give): readonly string[] {
  const { stage, allowedCidrs, domainName, certificateArn, senderEmail, senderIdentity, webAclArn } = given;
  return [
    ...(isProduction(given) && allowedCidrs.length > 0
      ? [
          `allowedCidrs: opens private networks to webhooks and is refused in the production stage "${stage}" (remove it, or use a stage named local, dev or test)`,
        ]
      : []),
    ...(given.oidcIssuer !== undefined && given.oidcAudience === undefined
      ? [
          `oidcIssuer: needs oidcAudience, or tokens meant for others would be taken (give it with ${give('oidcAudience')})`,
        ]
      : []),
    ...((domainName === undefined) === (certificateArn === undefined)
      ? []
      : ['domainName: needs certificateArn, and certificateArn needs domainName (give both or neither)']),
    ...(given.egressAllocationIds !== undefined && !given.staticEgress
      ? [`egressAllocationIds: are for staticEgress only (give it with ${give('staticEgress')})`]
      : []),
    ...(webAclArn !== undefined && certificateArn !== undefined && !certificateArn.includes(':us-east-1:')
      ? ['certificateArn: CloudFront, which webAclArn brings, takes certificates of us-east-1 only']
      : []),
    ...(senderIdentity === undefined || covers(senderIdentity, senderEmail)
      ? []
      : [`senderIdentity: does not cover senderEmail ${senderEmail} (give that address or its domain)`]),
  ];
}

function covers(identity: string, address: string): boolean {
  return identity === address || address.endsWith(`@${identity}`) || address.endsWith(`.${identity}`);
}

function explain(issue: z.core.$ZodIssue, give: Give): readonly string[] {
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(settingsSchema.shape).join(', ');
    return issue.keys.map((name) => `${name}: there is no such setting (there are ${known})`);
  }
  return [`${issue.path.join('.')}: ${issue.message} (give it with ${give(String(issue.path[0]))})`];
}

function wrong(lines: readonly string[]): string {
  return ['Posthorn settings are wrong:', ...lines.map((line) => `  ${line}`)].join('\n');
}
