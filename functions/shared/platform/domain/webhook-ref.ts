/** Names a webhook; its id is unique in all of a stage. */
export type WebhookRef = Readonly<{ space: string; webhookId: string }>;
