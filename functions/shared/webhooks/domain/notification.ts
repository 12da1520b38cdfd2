import * as z from 'zod';

/** A webhook's own texts for one event type, in place of the producer's. Its id is the event type. */
export const notificationFields = z.strictObject({
  title: z.string().max(1_024).optional().meta({ description: 'Becomes `${TITLE}`.' }),
  message: z.string().max(16_384).optional().meta({ description: 'Becomes `${EVENT_MSG}`.' }),
});
export type NotificationFields = Readonly<z.infer<typeof notificationFields>>;
