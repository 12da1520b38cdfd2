import * as z from 'zod';

/** What an owner is mailed about. */
export const escalationKinds = [
  'delivery.exhausted',
  'execution.failed',
  'delivery.blocked',
  'webhook.disabled',
] as const;
export type EscalationKind = (typeof escalationKinds)[number];

/** One delivery's failure, as its owner is to hear of it. */
export const failureNoticeSchema = z.object({
  kind: z.enum(escalationKinds),
  space: z.string(),
  deliveryId: z.string(),
  /** Tells a replayed delivery's failure from its first one. */
  roundId: z.string().optional(),
  target: z.object({ kind: z.enum(['webhook', 'rule']), id: z.string(), name: z.string() }),
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
  /** Failures that no mail has told of yet. */
  untold: number;
  /** When the first of them was reported. */
  untoldSince: number;
  /** No mail before. */
  quietUntil: number;
  /** A mail telling of so many is on its way; if it is not known to be sent by then, it is sent again. */
  mailing?: Readonly<{ count: number; until: number }> | undefined;
  /** Failures counted lately, so that one reported twice counts once. */
  seen: readonly string[];
  version: number;
}>;

/** One outage is one mail per owner and target in this time (product contract). */
const quietTime = 24 * 60 * 60 * 1000;
/** Longer than SES takes with all the SDK's retries, shorter than the queue's visibility timeout. */
const mailingTakes = 2 * 60 * 1000;
/** A report comes twice within minutes if at all; at most 10 come in a batch, and each id adds to what a write costs. */
const remembered = 200;

function failureId({ deliveryId, roundId }: FailureNotice): string {
  return roundId === undefined ? deliveryId : `${deliveryId}/${roundId}`;
}

/** Counts failures of one owner, target and kind. */
export function counted(
  before: Escalation | undefined,
  { owner, notices }: Readonly<{ owner: string; notices: readonly [FailureNotice, ...FailureNotice[]] }>,
  now: number,
): Escalation {
  const seen = new Set(before?.seen);
  const fresh = new Set(notices.map(failureId).filter((id) => !seen.has(id)));
  const untold = before?.untold ?? 0;
  return {
    owner,
    notice: notices.at(-1) ?? notices[0],
    untold: untold + fresh.size,
    untoldSince: untold > 0 ? (before?.untoldSince ?? now) : now,
    quietUntil: before?.quietUntil ?? 0,
    mailing: before?.mailing,
    seen: [...seen, ...fresh].slice(-remembered),
    version: (before?.version ?? 0) + 1,
  };
}

/** Whether it is time for a mail that nobody is sending. */
export function wantsMail({ untold, quietUntil, mailing }: Escalation, now: number): boolean {
  return untold > 0 && now >= quietUntil && (mailing === undefined || now >= mailing.until);
}

export function startedMailing(before: Escalation, now: number): Escalation {
  return { ...before, mailing: { count: before.untold, until: now + mailingTakes }, version: before.version + 1 };
}

/** The mail is out: the next one waits for the quiet time to end, and tells of what comes until then. */
export function mailed(before: Escalation, now: number): Escalation {
  const { mailing, ...rest } = before;
  const untold = Math.max(0, before.untold - (mailing?.count ?? 0));
  return { ...rest, untold, untoldSince: now, quietUntil: now + quietTime, version: before.version + 1 };
}

/** SES refused: whoever comes next may try at once. */
export function notMailed(before: Escalation): Escalation {
  const { mailing: _failed, ...rest } = before;
  return { ...rest, version: before.version + 1 };
}

/** When somebody has to look whether a mail is due; never if all is told. */
export function escalationDueAt({ untold, quietUntil, mailing }: Escalation): number | undefined {
  return untold > 0 ? Math.max(quietUntil, mailing?.until ?? 0) : undefined;
}
