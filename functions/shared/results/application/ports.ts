import type { Escalation, EscalationKind } from '../domain/escalation.ts';
import type { Mail } from '../domain/escalation-mail.ts';

export type EscalationKey = Readonly<{ owner: string; targetId: string; kind: EscalationKind }>;

/** Stores the mails that owners were sent and are due. */
export interface EscalationLedger {
  find(key: EscalationKey): Promise<Escalation | undefined>;
  /** Writes the entry if the stored one has the version before (or is absent, for version 1). */
  write(escalation: Escalation): Promise<'written' | 'conflict'>;
  /** Entries for which a mail may be due by then, as far as a lagging index shows. */
  dueBy(time: number): Promise<readonly EscalationKey[]>;
}

export interface Mailer {
  /** Throws if the mail was not accepted. */
  send(mail: Mail): Promise<void>;
}
