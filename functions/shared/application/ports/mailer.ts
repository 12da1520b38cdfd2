import type { Mail } from '../../domain/escalation-mail.ts';

export interface Mailer {
  /** Throws if the mail was not accepted. */
  send(mail: Mail): Promise<void>;
}
