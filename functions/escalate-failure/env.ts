import * as z from 'zod';

/** The variables of the function that mails owners. */
export const environment = z.object({
  TABLE_NAME: z.string().min(1),
  SENDER_EMAIL: z.email(),
  MAIL_CONFIGURATION_SET: z.string().min(1),
});
