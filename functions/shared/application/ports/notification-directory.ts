import type { NotificationTexts } from '../../domain/payload.ts';

type NotificationRef = Readonly<{ space: string; webhookId: string; eventType: string }>;

/** Reads a webhook's own texts for an event type, at most a few seconds old. */
export interface NotificationDirectory {
  find(ref: NotificationRef): Promise<NotificationTexts | undefined>;
}
