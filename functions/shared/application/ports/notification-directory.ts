import type { NotificationTexts } from '../../domain/payload.ts';

type NotificationRef = Readonly<{ space: string; webhookId: string; eventType: string }>;

/** Gives a webhook's own words for an event type, at most a few seconds old. */
export interface NotificationDirectory {
  find(ref: NotificationRef): Promise<NotificationTexts | undefined>;
}
