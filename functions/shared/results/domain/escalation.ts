import { createHash } from 'node:crypto';
import * as z from 'zod';

/** What an owner is mailed about. The last two gather webhooks of a space, since hundreds may fail at the same time. */
export const escalationKinds = [
  'delivery.exhausted',
  'execution.failed',
  'delivery.blocked',
  'webhook.disabled',
  'webhook.failing',
  'webhook.failed_too_long',
] as const;
export type EscalationKind = (typeof escalationKinds)[number];

/** The failure of one delivery or one webhook, for its owner's mail. */
export const failureNoticeSchema = z.object({
  kind: z.enum(escalationKinds),
  space: z.string(),
  /** Absent if the webhook itself has failed. */
  deliveryId: z.string().optional(),
  /** Distinguishes a replayed delivery's failure from its first one. */
  roundId: z.string().optional(),
  /** The target whose failures are in one mail. */
  target: z.object({ kind: z.enum(['webhook', 'rule', 'space']), id: z.string(), name: z.string() }),
  /** For a space: the webhook, and since when it fails. */
  webhook: z.object({ id: z.string(), name: z.string(), failingSince: z.string() }).optional(),
  /** Without secrets. */
  url: z.string(),
  /** The latest error, in one sentence. */
  error: z.string(),
  /** Absent means the space's owner. */
  ownerEmail: z.string().optional(),
});
export type FailureNotice = Readonly<z.infer<typeof failureNoticeSchema>>;

/** The mails to one owner about one target's failures of one kind. Times are milliseconds since 1970. */
export type Escalation = Readonly<{
  owner: string;
  notice: FailureNotice;
  /** Failures that are in no mail yet. */
  unmailed: number;
  /** When the first of them was reported. */
  unmailedSince: number;
  /** No mail is sent before this time. */
  quietUntil: number;
  /** A mail about this many failures is being sent; if it is not known to be sent by then, it is sent again. */
  mailing?: Readonly<{ count: number; until: number }> | undefined;
  /** For a space: the first webhooks that are in no mail yet, as it will name them. */
  webhooks?: readonly NamedWebhook[] | undefined;
  /** How often in a row SES has refused the mail. */
  refusals?: number | undefined;
  /** Fingerprints of failures that were counted lately, so that one reported twice counts once. */
  seen: readonly string[];
  version: number;
}>;

/** A webhook as a mail names it. */
export const namedWebhookSchema = z.object({
  name: z.string(),
  failingSince: z.string(),
  url: z.string(),
  error: z.string(),
});
type NamedWebhook = Readonly<z.infer<typeof namedWebhookSchema>>;

/** A mail names this many webhooks, and counts the others. */
const maxNamed = 20;
const maxNamedUrlLength = 200;
/** Webhooks that fail together are in one mail: it waits for this time, and then for the sweep. */
const gatherMs = 10 * 60 * 1000;

/** One outage is one mail per owner and target in this time (product contract). */
const quietMs = 24 * 60 * 60 * 1000;
/** Longer than SES takes with all the SDK's retries, shorter than the queue's visibility timeout. */
const maxSendMs = 2 * 60 * 1000;
/**
 * A report is repeated within minutes, if at all. A lane reports 500 ends in one batch, and all again if it crashes
 * then (release-batch.ts); the rest is room for reports in between.
 */
const maxFingerprints = 600;
/** 72 bits, in 12 characters: two of 600 are equal in one of 10^16 cases, and each adds to the cost of a write. */
const fingerprintBytes = 9;

/**
 * How long a refused mail waits, doubled each time: at first as long as the next sweep takes, at last so long that
 * thousands of addresses that SES always refuses leave every sweep room for the others.
 */
const minRetryDelayMs = 5 * 60 * 1000;
const maxRetryDelayMs = 12 * 60 * 60 * 1000;

function fingerprint({ deliveryId, roundId, webhook }: FailureNotice): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([deliveryId ?? webhook?.id, roundId ?? webhook?.failingSince]))
    .digest();
  return digest.subarray(0, fingerprintBytes).toString('base64url');
}

/** Counts failures of one owner, target and kind. */
export function countFailures(
  before: Escalation | undefined,
  { owner, notices }: Readonly<{ owner: string; notices: readonly [FailureNotice, ...FailureNotice[]] }>,
  now: number,
): Escalation {
  const seen = new Set(before?.seen);
  const reported = new Map(notices.map((notice) => [fingerprint(notice), notice]));
  const fresh = [...reported].filter(([print]) => !seen.has(print));
  const unmailed = before?.unmailed ?? 0;
  const quietUntil = before?.quietUntil ?? 0;
  const isGathered = notices[0].target.kind === 'space';
  return {
    owner,
    notice: notices.at(-1) ?? notices[0],
    unmailed: unmailed + fresh.length,
    unmailedSince: unmailed > 0 ? (before?.unmailedSince ?? now) : now,
    quietUntil: isGathered && unmailed === 0 ? Math.max(quietUntil, now + gatherMs) : quietUntil,
    ...(isGathered && {
      webhooks: [...(before?.webhooks ?? []), ...fresh.flatMap(([, notice]) => named(notice))].slice(0, maxNamed),
    }),
    mailing: before?.mailing,
    refusals: before?.refusals,
    seen: [...seen, ...fresh.map(([print]) => print)].slice(-maxFingerprints),
    version: (before?.version ?? 0) + 1,
  };
}

function named({ webhook, url, error }: FailureNotice): readonly NamedWebhook[] {
  if (webhook === undefined) return [];
  const { name, failingSince } = webhook;
  return [{ name, failingSince, url: url.slice(0, maxNamedUrlLength), error }];
}

/** Whether a mail is due and not being sent. */
export function isMailDue({ unmailed, quietUntil, mailing }: Escalation, now: number): boolean {
  return unmailed > 0 && now >= quietUntil && (mailing === undefined || now >= mailing.until);
}

export function beginMailing(before: Escalation, now: number): Escalation {
  return { ...before, mailing: { count: before.unmailed, until: now + maxSendMs }, version: before.version + 1 };
}

/** The mail was sent: the next one waits for the quiet time to end, and has the failures until then. */
export function afterMailSent(before: Escalation, now: number): Escalation {
  const { mailing, refusals: _over, webhooks, ...rest } = before;
  const mailedCount = mailing?.count ?? 0;
  const unmailed = Math.max(0, before.unmailed - mailedCount);
  return {
    ...rest,
    ...(webhooks && { webhooks: webhooks.slice(mailedCount) }),
    unmailed,
    unmailedSince: now,
    quietUntil: now + quietMs,
    version: before.version + 1,
  };
}

/** SES refused: the mail waits, longer each time, so that it does not delay others. */
export function afterMailRefused({ mailing: _failed, ...before }: Escalation, now: number): Escalation {
  const refusals = (before.refusals ?? 0) + 1;
  const wait = Math.min(minRetryDelayMs * 2 ** (refusals - 1), maxRetryDelayMs);
  return { ...before, refusals, quietUntil: now + wait, version: before.version + 1 };
}

/** Whether failures are unmailed only because SES refused the mail. */
export function isRefused({ unmailed, refusals = 0 }: Escalation): boolean {
  return unmailed > 0 && refusals > 0;
}

/** When a mail may be due; never if all is mailed. */
export function escalationDueAt({ unmailed, quietUntil, mailing }: Escalation): number | undefined {
  return unmailed > 0 ? Math.max(quietUntil, mailing?.until ?? 0) : undefined;
}
