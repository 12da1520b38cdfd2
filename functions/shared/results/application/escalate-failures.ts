import type { Clock } from '../../platform/application/ports.ts';
import { retryOnConflict } from '../../platform/application/retry-on-conflict.ts';
import { eachMessage, type FaultReport, returnAll } from '../../platform/application/returned-messages.ts';
import type { SpaceOwners } from '../../spaces/application/ports.ts';
import {
  afterMailRefused,
  afterMailSent,
  beginMailing,
  countFailures,
  type Escalation,
  type FailureNotice,
  isMailDue,
  isRefused,
} from '../domain/escalation.ts';
import { escalationMail } from '../domain/escalation-mail.ts';
import type { EscalationKey, EscalationLedger, Mailer } from './ports.ts';

export type EscalatePorts = Readonly<{
  clock: Clock;
  ledger: EscalationLedger;
  mailer: Mailer;
  owners: SpaceOwners;
  report: EscalationReport;
}>;

/** The facts of escalations that operators see. */
export interface EscalationReport extends FaultReport {
  mailed(fact: Readonly<{ notice: FailureNotice; count: number }>): void;
  /** SES has refused the mail; it is tried again, later each time. */
  refused(fact: Readonly<{ notice: FailureNotice }>): void;
  /** Nobody is named to be mailed: the space is gone. */
  unaddressed(fact: Readonly<{ notice: FailureNotice }>): void;
}

export type EscalationMessage = Readonly<{ messageId: string; notice: FailureNotice }>;

const maxTries = 10;

type Addressed = EscalationMessage & Readonly<{ owner: string }>;

/**
 * Mails owners of failed deliveries: at once when it is the first in 24 hours, else counted for the next mail.
 * Returns the ids of the messages that must be received again, above all when SES refused. Processing a message twice
 * counts it once.
 */
export async function escalateFailures(
  ports: EscalatePorts,
  messages: readonly EscalationMessage[],
): Promise<readonly string[]> {
  const addressed = await eachMessage(ports.report, messages, (message) => withOwner(ports, message));
  const found = addressed.results.filter((message) => message !== undefined);
  const groups = Map.groupBy(found, ({ owner, notice }) => JSON.stringify([owner, notice.target.id, notice.kind]));
  const returned = [...addressed.returned];
  for (const group of groups.values()) returned.push(...(await mailGroup(ports, group)));
  return returned;
}

/** The message with whom to mail; nothing when nobody is named. */
async function withOwner(
  { owners, report }: EscalatePorts,
  message: EscalationMessage,
): Promise<Addressed | undefined> {
  const { notice } = message;
  const owner = notice.ownerEmail ?? (await owners.find(notice.space));
  if (owner === undefined) report.unaddressed({ notice });
  return owner === undefined ? undefined : { ...message, owner };
}

/**
 * Counts the failures of one target for one owner, and mails them if a mail is due. Returns the ids of the messages that
 * must be received again.
 */
async function mailGroup(ports: EscalatePorts, group: readonly Addressed[]): Promise<readonly string[]> {
  const [first, ...others] = group;
  if (first === undefined) return [];
  const { owner, notice } = first;
  try {
    await recordFailures(ports, { owner, notices: [notice, ...others.map((other) => other.notice)] });
    const key = { owner, targetId: notice.target.id, kind: notice.kind };
    await mailIfDue(ports, key);
    const known = await ports.ledger.find(key);
    // It is mailed in time, by a sweep; its messages go to the dead letters meanwhile, where they raise the alarm.
    if (!known || !isRefused(known)) return [];
    ports.report.refused({ notice });
    return group.map(({ messageId }) => messageId);
  } catch (error) {
    return returnAll(ports.report, group, error);
  }
}

/** Mails what has been gathered and is due by now: the digests, and mails whose sender has crashed. */
export async function mailDigests(ports: EscalatePorts): Promise<void> {
  for (const key of await ports.ledger.dueBy(ports.clock.now().getTime())) {
    try {
      await mailIfDue(ports, key);
    } catch (error) {
      ports.report.fault({ messageIds: [], error });
    }
  }
}

async function recordFailures(
  { clock, ledger }: EscalatePorts,
  entry: Readonly<{ owner: string; notices: readonly [FailureNotice, ...FailureNotice[]] }>,
): Promise<void> {
  const { target, kind } = entry.notices[0];
  const key = { owner: entry.owner, targetId: target.id, kind };
  await updateEntry(ledger, key, (before) => countFailures(before, entry, clock.now().getTime()));
}

async function mailIfDue(ports: EscalatePorts, key: EscalationKey): Promise<void> {
  const { clock, ledger, mailer, report } = ports;
  const now = () => clock.now().getTime();
  const mailing = await updateEntry(ledger, key, (before) =>
    before && isMailDue(before, now()) ? beginMailing(before, now()) : undefined,
  );
  if (mailing?.mailing === undefined) return;
  const { count: failures } = mailing.mailing;
  try {
    await mailer.send(escalationMail(mailing, failures));
  } catch (error) {
    await updateEntry(ledger, key, (before) => before && afterMailRefused(before, now()));
    throw error;
  }
  report.mailed({ notice: mailing.notice, count: failures });
  await updateEntry(ledger, key, (before) => before && afterMailSent(before, now()));
}

/** Reads, changes and writes the entry; writes nothing if the change is undefined. */
async function updateEntry(
  ledger: EscalationLedger,
  key: EscalationKey,
  change: (before: Escalation | undefined) => Escalation | undefined,
): Promise<Escalation | undefined> {
  const read = () => ledger.find(key);
  return retryOnConflict<Escalation | undefined, Escalation | undefined>({
    maxTries,
    first: await read(),
    read,
    attempt: async (before) => {
      const after = change(before);
      return after === undefined || (await ledger.write(after)) === 'written' ? after : 'conflict';
    },
    exhausted: () => {
      throw new Error('The escalation could not be written: too many others wrote it.');
    },
  });
}
