import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { Mailer } from '../application/ports.ts';

export type SesMailerSettings = Readonly<{
  /** An address or domain that SES has verified. */
  sender: string;
  /** Keeps addresses that bounced or complained from being mailed again. */
  configurationSet: string;
}>;

export function sesMailer(client: SESv2Client, { sender, configurationSet }: SesMailerSettings): Mailer {
  return {
    async send({ to, subject, text, html }) {
      await client.send(
        new SendEmailCommand({
          FromEmailAddress: sender,
          ConfigurationSetName: configurationSet,
          Destination: { ToAddresses: [to] },
          Content: {
            Simple: {
              Subject: { Data: subject, Charset: 'UTF-8' },
              Body: { Text: { Data: text, Charset: 'UTF-8' }, Html: { Data: html, Charset: 'UTF-8' } },
              // Asks automatic responders to stay silent (RFC 3834).
              Headers: [{ Name: 'Auto-Submitted', Value: 'auto-generated' }],
            },
          },
        }),
      );
    },
  };
}
