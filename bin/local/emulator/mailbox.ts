import * as z from 'zod';

/** The emulator keeps what SES was asked to send, by account; `To` may hold several addresses. */
const mailbox = z.object({
  messages: z.record(
    z.string(),
    z.array(
      z.looseObject({
        Source: z.string(),
        To: z.array(z.string()),
        Subject: z.string(),
        BodyText: z.string(),
        BodyHtml: z.string(),
      }),
    ),
  ),
});

/** A mail as its reader sees it, in plain text and in HTML. */
export type ReceivedMail = Readonly<{ from: string; to: string; subject: string; text: string; html: string }>;

/** The mails to the address so far, the first one first; the local AWS keeps all mail and sends none. */
export async function mailsTo(address: string, endpoint: string): Promise<readonly ReceivedMail[]> {
  const response = await fetch(`${endpoint}/_ministack/ses/messages`);
  const { messages } = mailbox.parse(await response.json());
  return Object.values(messages)
    .flat()
    .filter(({ To }) => To.includes(address))
    .map(({ Source, To, Subject, BodyText, BodyHtml }) => ({
      from: Source,
      to: To.join(', '),
      subject: Subject,
      text: BodyText,
      html: BodyHtml,
    }));
}
