import { createHash } from 'node:crypto';
import * as z from 'zod';

/** What an owner is mailed about. The last two gather webhooks of a space, for they may go down together by the hundred. */
export const escalationKinds = [
  'delivery.exhausted',
  'execution.failed',
  'delivery.blocked',
  'webhook.disabled',
  'webhook.failing',
  'webhook.failed_too_long',
] as const;
export type EscalationKind = (typeof escalationKinds)[number];

/** One delivery's failure, or one webhook's, as its owner is to hear of it. */
export const failureNoticeSchema = z.object({
  kind: z.enum(escalationKinds),
  space: z.string(),
  /** Absent when the webhook itself is what failed. */
  deliveryId: z.string().optional(),
  /** Tells a replayed delivery's failure from its first one. */
  roundId: z.string().optional(),
  /** Whose failures are told of in one mail. */
  target: z.object({ kind: z.enum(['webhook', 'rule', 'space']), id: z.string(), name: z.string() }),
  /** Of a space: which of its webhooks, and since when it fails. */
  webhook: z.object({ id: z.string(), name: z.string(), failingSince: z.string() }).optional(),
  /** Without secrets. */
  url: z.string(),
  /** What went wrong last, in one sentence. */
  error: z.string(),
  /** Absent means the space's owner. */
  ownerEmail: z.string().optional(),
});
export type FailureNotice = Readonly<z.infer<typeof failureNoticeSchema>>;

/**
 * What one owner has been and is to be told of one target's failures of one kind.
 * Times are milliseconds since 1970.
 */
export type Escalation = Readonly<{
  owner: string;
  notice: FailureNotice;
  /** Failures that are in no mail yet. */
  unmailed: number;
  /** When the first of them was reported. */
  unmailedSince: number;
  /** No mail before. */
  quietUntil: number;
  /** A mail telling of so many is on its way; if it is not known to be sent by then, it is sent again. */
  mailing?: Readonly<{ count: number; until: number }> | undefined;
  /** Of a space's: the first webhooks that are in no mail yet, as it will name them. */
  webhooks?: readonly NamedWebhook[] | undefined;
  /** How often in a row SES has refused the mail. */
  refusals?: number | undefined;
  /** Failures counted lately, each by its fingerprint, so that one reported twice counts once. */
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

/** A mail names so many webhooks, and counts the others. */
const maxNamed = 20;
const maxNamedUrlLength = 200;
/** What goes down together is in one mail: it waits for so long, and then for the sweep. */
const gathersFor = 10 * 60 * 1000;

/** One outage is one mail per owner and target in this time (product contract). */
const quietTime = 24 * 60 * 60 * 1000;
/** Longer than SES takes with all the SDK's retries, shorter than the queue's visibility timeout. */
const mailingTakes = 2 * 60 * 1000;
/**
 * A report comes twice within minutes if at all. A lane tells of 500 ends in one look, and of all again should it crash
 * then (release-due-deliveries.ts); the rest is room for what comes in between.
 */
const remembered = 600;
/** 72 bits, in 12 characters: two of 600 are alike in one of 10^16 cases, and each adds to what a write costs. */
const fingerprintBytes = 9;

/**
 * How long a refused mail waits, doubled each time: first as long as the next sweep takes to come, at last so long that
 * thousands of addresses which SES refuses for good leave every sweep room for the others.
 */
const firstWait = 5 * 60 * 1000;
const longestWait = 12 * 60 * 60 * 1000;

function fingerprint({ deliveryId, roundId, webhook }: FailureNotice): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([deliveryId ?? webhook?.id, roundId ?? webhook?.failingSince]))
    .digest();
  return digest.subarray(0, fingerprintBytes).toString('base64url');
}

/** Counts failures of one owner, target and kind. */
export function counted(
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
    quietUntil: isGathered && unmailed === 0 ? Math.max(quietUntil, now + gathersFor) : quietUntil,
    ...(isGathered && {
      webhooks: [...(before?.webhooks ?? []), ...fresh.flatMap(([, notice]) => named(notice))].slice(0, maxNamed),
    }),
    mailing: before?.mailing,
    refusals: before?.refusals,
    seen: [...seen, ...fresh.map(([print]) => print)].slice(-remembered),
    version: (before?.version ?? 0) + 1,
  };
}

function named({ webhook, url, error }: FailureNotice): readonly NamedWebhook[] {
  if (webhook === undefined) return [];
  const { name, failingSince } = webhook;
  return [{ name, failingSince, url: url.slice(0, maxNamedUrlLength), error }];
}

/** Whether it is time for a mail that nobody is sending. */
export function wantsMail({ unmailed, quietUntil, mailing }: Escalation, now: number): boolean {
  return unmailed > 0 && now >= quietUntil && (mailing === undefined || now >= mailing.until);
}

export function startedMailing(before: Escalation, now: number): Escalation {
  return { ...before, mailing: { count: before.unmailed, until: now + mailingTakes }, version: before.version + 1 };
}

/** The mail is out: the next one waits for the quiet time to end, and tells of what comes until then. */
export function mailed(before: Escalation, now: number): Escalation {
  const { mailing, refusals: _over, webhooks, ...rest } = before;
  const mailedCount = mailing?.count ?? 0;
  const unmailed = Math.max(0, before.unmailed - mailedCount);
  return {
    ...rest,
    ...(webhooks && { webhooks: webhooks.slice(mailedCount) }),
    unmailed,
    unmailedSince: now,
    quietUntil: now + quietTime,
    version: before.version + 1,
  };
}

/** SES refused: the mail waits, longer each time, so that it does not stand in the way of others. */
export function notMailed({ mailing: _failed, ...before }: Escalation, now: number): Escalation {
  const refusals = (before.refusals ?? 0) + 1;
  const wait = Math.min(firstWait * 2 ** (refusals - 1), longestWait);
  return { ...before, refusals, quietUntil: now + wait, version: before.version + 1 };
}

/** Whether what is unmailed waits only since SES refused it. */
export function isRefused({ unmailed, refusals = 0 }: Escalation): boolean {
  return unmailed > 0 && refusals > 0;
}

/** When somebody has to look whether a mail is due; never if all is mailed. */
export function escalationDueAt({ unmailed, quietUntil, mailing }: Escalation): number | undefined {
  return unmailed > 0 ? Math.max(quietUntil, mailing?.until ?? 0) : undefined;
}
