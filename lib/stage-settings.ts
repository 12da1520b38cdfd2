import * as z from 'zod';
import { asWholeNumber } from '../functions/shared/platform/domain/whole-number.ts';
import { defaultRetrySchedule } from '../functions/shared/webhooks/domain/webhook.ts';

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

/** The CDK's own: what bootstrapping takes by default (CDK guide, "Customize bootstrapping"). */
export const defaultQualifier = 'hnb659fds';

const origin = z.url({ protocol: /^https?$/, error: 'must be origins, for example https://app.example.com' });

const maxRetrySeconds = 36 * 60 * 60;

/** Every setting of a stage. `npm run deploy -- --help` prints the descriptions; a setting without one fails the tests. */
export const settingsSchema = z.strictObject({
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,19}$/, 'must be 1 to 20 lower-case letters, digits or hyphens')
    .describe(
      'Part of the names of the stack, the bus and all resources. Stages named local, dev or test (or dev-…) are deleted with their data; all others are production.',
    ),
  senderEmail: z
    .email('must be an e-mail address that SES has verified')
    .describe('The sender of escalation mails. The address or its domain must be verified in SES.'),
  senderIdentity: z
    .union([z.email(), z.hostname()], 'must be an e-mail address or a domain')
    .optional()
    .describe(
      'An address or a domain that the stack creates as an identity in SES; it must cover senderEmail. Omit it if the sender is already verified in SES.',
    ),
  alarmEmail: z
    .email('must be an e-mail address')
    .optional()
    .describe('The address for alarms of every severity. AWS first sends a mail that must be confirmed.'),
  pageTopicArn: z
    .string()
    .regex(/^arn:[a-z-]+:sns:/, 'must be the ARN of an SNS topic')
    .optional()
    .describe(
      'Your own SNS topic for alarms of severity "page", for example of your on-call service. Its policy must allow cloudwatch.amazonaws.com to publish (sns:Publish), and so must the policy of its KMS key, if it has one (kms:Decrypt, kms:GenerateDataKey*).',
    ),
  runbookUrl: z
    .url({ protocol: /^https?$/, error: 'must be a URL, for example https://git.example.com/posthorn/docs/runbook.md' })
    .optional()
    .describe(
      'The URL of docs/runbook.md for your operators; alarms link to its sections. Without it they name the file and the section.',
    ),
  domainName: z
    .hostname('must be a domain name')
    .optional()
    .describe('The custom domain name of the API. It requires certificateArn and a DNS record that you create.'),
  certificateArn: z
    .string()
    .regex(/^arn:[a-z-]+:acm:/, 'must be the ARN of an ACM certificate')
    .optional()
    .describe(
      'The ACM certificate of domainName. With webAclArn it must be in us-east-1, otherwise in the region of the stack.',
    ),
  webAclArn: z
    .string()
    .regex(/^arn:[a-z-]+:wafv2:us-east-1:\d{12}:global\/webacl\//, 'must be the ARN of a WAF ACL for CloudFront')
    .optional()
    .describe('Adds CloudFront with this web ACL in front of the API, because HTTP APIs do not support web ACLs.'),
  allowedOrigins: list(origin)
    .default([])
    .describe('Origins whose pages may call the API from a browser (CORS); none by default.'),
  consoleFrameAncestors: list(origin)
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
  egressAllocationIds: list(z.string().regex(/^eipalloc-[0-9a-f]+$/, 'must be ids such as eipalloc-0123456789abcdef0'))
    .refine(({ length }) => length === 2, 'must be two, one for each availability zone')
    .optional()
    .describe(
      'Two existing Elastic IPs for staticEgress, for example those retained by an earlier deployment. By default the stage allocates two.',
    ),
  allowedCidrs: list(z.union([z.cidrv4(), z.cidrv6()], 'must be CIDRs, for example 127.0.0.0/8'))
    .default([])
    .describe('Private networks that webhooks may use; for local development only, refused in production.'),
  retrySchedule: list(z.preprocess(asWholeNumber, z.int().min(1).max(maxRetrySeconds)))
    .refine(
      (seconds) => seconds.every((value, index) => value > (seconds[index - 1] ?? 0)),
      'must increase from retry to retry',
    )
    .refine(({ length }) => length >= 1 && length <= 5, 'must have 1 to 5 retries')
    .default([...defaultRetrySchedule])
    .describe(
      'The default time of each retry, in seconds after the first attempt. A webhook can set its own schedule.',
    ),
  retentionDays: z
    .preprocess(
      asWholeNumber,
      z
        .int()
        .min(3, 'must be 3 days or more: a delivery is retried for 36 hours, and half of the retention must be longer')
        .max(365),
    )
    .default(30)
    .describe('The number of days that events and delivery records are stored.'),
  oidcIssuer: z
    .url('must be the https URL in the iss claim')
    .optional()
    .describe('The issuer of JWTs that the API accepts in addition to its own keys, exactly as in the iss claim.'),
  oidcAudience: z.string().min(1).optional().describe('The aud claim (or client_id) that those JWTs must have.'),
  oidcJwksUri: z
    .url({ protocol: /^https$/, error: 'must be an https URL' })
    .optional()
    .describe('The URL of the keys (JWKS) of the issuer. The default is .well-known/jwks.json below the issuer.'),
  oidcSpaceClaim: z.string().min(1).default('space').describe('The claim that contains the space of a JWT.'),
  oidcRoleClaim: z.string().min(1).default('role').describe('The claim that contains the role of the caller.'),
  consoleOidcClientId: z
    .string()
    .min(1)
    .optional()
    .describe(
      'The client id of the console at oidcIssuer: a public client (authorization code with PKCE) with the redirect URI <ApiUrl>/console/index.html. The console then offers to sign in there.',
    ),
  consoleOidcScope: z
    .string()
    .min(1)
    .default('openid')
    .describe(
      'The scopes that the console requests, separated by spaces. The access token must be a JWT for oidcAudience.',
    ),
  consoleOidcOrigins: list(origin)
    .default([])
    .describe(
      'Origins of the endpoints of oidcIssuer that the console calls, if they differ from its own, for example the domain of a Cognito user pool.',
    ),
  eventArchiveDays: z
    .preprocess(asWholeNumber, z.int().min(1).max(3_650))
    .optional()
    .describe(
      'The number of days that an EventBridge archive stores the events of producers, for a replay after a restore of the table. No archive by default. $0.10 per GB archived, $0.023 per GB and month.',
    ),
  kmsKeyArn: z
    .string()
    .regex(
      /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/(mrk-[0-9a-f]{32}|[0-9a-f-]{36})$/,
      'must be the ARN of a KMS key (not of an alias)',
    )
    .optional()
    .describe(
      'Your own KMS key, in the region of the stack, that encrypts table, secrets, queues, topics, logs and archive. docs/security.md describes its key policy.',
    ),
  permissionsBoundary: z
    .string()
    .regex(/^arn:[a-z-]+:iam::(\d{12}|aws):policy\/./, 'must be the ARN of an IAM policy')
    .optional()
    .describe('The permissions boundary of every role of the stack.'),
  bootstrapQualifier: z
    .string()
    .regex(/^[A-Za-z0-9]{1,10}$/, 'must be 1 to 10 letters and digits')
    .default(defaultQualifier)
    .describe('The qualifier of the CDK bootstrap stack, if it is not the default one.'),
  tags: named(z.string().max(256, 'must have at most 256 characters'))
    .refine((tags) => Object.keys(tags).every((key) => /^(?!aws:).{1,128}$/.test(key)), {
      error: 'must have keys of 1 to 128 characters that do not begin with aws:',
    })
    .default({})
    .describe('Tags of the stack and its resources: team=platform,cost-center=42'),
  reservedConcurrency: named(z.preprocess(asWholeNumber, z.int().min(2).max(1_000)))
    .default({})
    .describe(
      'The reserved concurrency of functions: dispatch-delivery=300,retry-delivery=50. For a function with a queue it is also the maximum concurrency of its event source.',
    ),
  logLevel: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']).default('INFO').describe('The minimum level of log lines.'),
});

/** The settings of one stage, chosen by a platform team and validated. */
export type StageSettings = Readonly<z.infer<typeof settingsSchema>>;

/** Settings for which a CDK app has means of its own: the stack accepts them, the construct does not. */
export const stackSettings = ['bootstrapQualifier', 'permissionsBoundary', 'tags'] as const;

/** The settings to be given: the rest is optional or has a default. */
export type PosthornProps = Pick<StageSettings, 'stage' | 'senderEmail'> &
  Partial<Omit<StageSettings, (typeof stackSettings)[number]>>;

/** Stages whose data may be deleted; every other is treated as production. */
const disposableStages = /^(local|dev|test)(-|$)/;

export function isProduction({ stage }: Pick<StageSettings, 'stage'>): boolean {
  return !disposableStages.test(stage);
}

/** The name of a stage's stack. */
export function stackNameOf(stage: string): string {
  return `Posthorn-${stage}`;
}

/** The SSM parameter that stores what a stage was deployed with. */
export function settingsParameterName(stage: string): string {
  return `/posthorn/${stage}/settings`;
}

/** Each setting's name and purpose. */
export const settingDescriptions: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(settingsSchema.shape).map(([name, { description = '' }]) => [name, description]),
);

/** The notation in which a setting is given: as an option of a command, a property of a construct. */
type Give = (name: string) => string;

/**
 * Reads the settings from the CDK context: every plain name is one; the CDK's own keys contain `:`, `/` or `-`. Throws
 * an error that names every wrong or unknown setting and how to give it.
 */
export function parseStageSettings(
  context: Readonly<Record<string, unknown>>,
  give: Give = (name) => `-c ${name}=…`,
): StageSettings {
  const given = Object.entries(context).filter(([name, value]) => /^\w+$/.test(name) && value !== undefined);
  const parsed = settingsSchema.safeParse(Object.fromEntries(given));
  if (!parsed.success) throw new Error(wrong(parsed.error.issues.flatMap((issue) => explain(issue, give))));
  const conflicts = findConflicts(parsed.data, give);
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

/** Settings that are each valid and cannot be combined. */
function findConflicts(given: StageSettings, give: Give): readonly string[] {
  const { stage, allowedCidrs, domainName, certificateArn, senderEmail, senderIdentity, webAclArn } = given;
  return [
    ...(isProduction(given) && allowedCidrs.length > 0
      ? [
          `allowedCidrs: opens private networks to webhooks and is refused in the production stage "${stage}" (remove it, or use a stage named local, dev or test)`,
        ]
      : []),
    ...(given.oidcIssuer !== undefined && given.oidcAudience === undefined
      ? [
          `oidcIssuer: requires oidcAudience, because tokens for other audiences would be accepted otherwise (set it with ${give('oidcAudience')})`,
        ]
      : []),
    ...(given.consoleOidcClientId !== undefined && given.oidcIssuer === undefined
      ? [`consoleOidcClientId: requires oidcIssuer, where the console signs in (set it with ${give('oidcIssuer')})`]
      : []),
    ...((domainName === undefined) === (certificateArn === undefined)
      ? []
      : ['domainName: requires certificateArn, and certificateArn requires domainName (set both or neither)']),
    ...(given.egressAllocationIds !== undefined && !given.staticEgress
      ? [`egressAllocationIds: requires staticEgress (set it with ${give('staticEgress')})`]
      : []),
    ...(webAclArn !== undefined && certificateArn !== undefined && !certificateArn.includes(':us-east-1:')
      ? ['certificateArn: must be in us-east-1, because webAclArn adds CloudFront']
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
  return [`${issue.path.join('.')}: ${issue.message} (set it with ${give(String(issue.path[0]))})`];
}

function wrong(lines: readonly string[]): string {
  return ['Invalid Posthorn settings:', ...lines.map((line) => `  ${line}`)].join('\n');
}
