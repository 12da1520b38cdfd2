import type { Escalation, EscalationKind } from '../../domain/escalation.ts';

export type EscalationKey = Readonly<{ owner: string; targetId: string; kind: EscalationKind }>;

/** Remembers what owners have been mailed. */
export interface EscalationLedger {
  find(key: EscalationKey): Promise<Escalation | undefined>;
  /** Writes the entry if the stored one is of the version before (or absent, for version 1). */
  write(escalation: Escalation): Promise<'written' | 'conflict'>;
  /** Entries about which a mail may be due by then, as far as a lagging index shows. */
  dueBy(time: number): Promise<readonly EscalationKey[]>;
}
