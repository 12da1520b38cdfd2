import * as z from 'zod';
import { defaultRetrySchedule } from '../functions/shared/domain/webhook.ts';

/** Context values from the command line are text, those from cdk.json may be JSON already. */
const list = <Item extends z.ZodType>(item: Item) =>
  z.preprocess(
    (value) => (typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value),
    z.array(item),
  );

const maxRetrySeconds = 36 * 60 * 60;

const settings = z.strictObject({
  /** Names the stack, the bus and every resource; letters, digits and hyphens. */
  stage: z.string().regex(/^[a-z][a-z0-9-]{0,19}$/, 'must be 1 to 20 lower-case letters, digits or hyphens'),
  /** Escalation mails come from here; SES must have verified it. */
  senderEmail: z.email('must be an e-mail address that SES has verified'),
  /** Private networks that webhooks may point at; for local work only. */
  allowedCidrs: list(z.union([z.cidrv4(), z.cidrv6()], 'must be CIDRs, for example 127.0.0.0/8')).default([]),
  /** Seconds after the first attempt at which each retry falls due, unless a webhook says otherwise. */
  retrySchedule: list(z.coerce.number().int().min(1).max(maxRetrySeconds))
    .refine(
      (seconds) => seconds.every((value, index) => value > (seconds[index - 1] ?? 0)),
      'must grow from retry to retry',
    )
    .refine(({ length }) => length >= 1 && length <= 5, 'must have 1 to 5 retries')
    .default([...defaultRetrySchedule]),
  /** How long events and records of deliveries are kept. */
  retentionDays: z.coerce.number().int().min(1).max(365).default(30),
  /** Issuer whose JWTs the API takes besides its own keys, as its `iss` claim spells it. */
  oidcIssuer: z.url('must be the https URL that the iss claim holds').optional(),
  oidcAudience: z.string().min(1).optional(),
  /** Where the issuer publishes its keys; by default below the issuer, at .well-known/jwks.json. */
  oidcJwksUri: z.url({ protocol: /^https$/, error: 'must be an https URL' }).optional(),
  /** Claims that hold the space and the role. */
  oidcSpaceClaim: z.string().min(1).default('space'),
  oidcRoleClaim: z.string().min(1).default('role'),
  logLevel: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']).default('INFO'),
});

/** What a platform team decides for one stage. Give each as `-c name=value` or in the context of cdk.json. */
export type StageSettings = Readonly<z.infer<typeof settings>>;

/** Stages whose data may be thrown away; every other is treated as production. */
const disposableStages = /^(local|dev|test)(-|$)/;

export function isProduction({ stage }: Pick<StageSettings, 'stage'>): boolean {
  return !disposableStages.test(stage);
}

/**
 * Reads the settings from the CDK context.
 * Throws an error that names every wrong setting and how to give it.
 */
export function parseStageSettings(context: (name: string) => unknown): StageSettings {
  const given = Object.keys(settings.shape).flatMap((name) => {
    const value = context(name);
    return value === undefined ? [] : [[name, value]];
  });
  const parsed = settings.safeParse(Object.fromEntries(given));
  if (!parsed.success) throw new Error(explain(parsed.error));
  if (parsed.data.oidcIssuer !== undefined && parsed.data.oidcAudience === undefined) {
    throw new Error(
      'Posthorn settings: oidcIssuer needs oidcAudience, or tokens meant for others would be taken. Give it with -c oidcAudience=…',
    );
  }
  if (isProduction(parsed.data) && parsed.data.allowedCidrs.length > 0) {
    throw new Error(
      `Posthorn settings: allowedCidrs opens private networks to webhooks and is refused in the production stage "${parsed.data.stage}". Remove it, or use a stage named local, dev or test.`,
    );
  }
  return parsed.data;
}

function explain(error: z.ZodError): string {
  const lines = error.issues.map(
    ({ path, message }) => `  ${path.join('.')}: ${message} (give it with -c ${String(path[0])}=…)`,
  );
  return `Posthorn settings are wrong:\n${lines.join('\n')}`;
}
