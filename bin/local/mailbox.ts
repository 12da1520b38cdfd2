import * as z from 'zod';

/** The emulator keeps what SES was asked to send, by account; `To` may hold several addresses. */
const mailbox = z.object({
  messages: z.record(
    z.string(),
    z.array(z.looseObject({ To: z.array(z.string()), Subject: z.string(), BodyText: z.string() })),
  ),
});

/** A mail as its reader sees it, in plain text. */
export type ReceivedMail = Readonly<{ to: string; subject: string; text: string }>;

/** The first mail to the address, if there is one by now; the local AWS keeps all mail and sends none. */
export async function findMailTo(address: string, endpoint: string): Promise<ReceivedMail | undefined> {
  const response = await fetch(`${endpoint}/_ministack/ses/messages`);
  const { messages } = mailbox.parse(await response.json());
  const mail = Object.values(messages)
    .flat()
    .find(({ To }) => To.includes(address));
  return mail && { to: mail.To.join(', '), subject: mail.Subject, text: mail.BodyText };
}
