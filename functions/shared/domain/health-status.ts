/** How a webhook is doing. `paused` and `disabled` are a manager's settings and go before what the endpoint does. */
export const healthStatuses = ['healthy', 'failing', 'circuit_open', 'paused', 'disabled'] as const;

/** What a list of webhooks shows; the time is ISO 8601. */
export type HealthSummary = Readonly<{ status: (typeof healthStatuses)[number]; failingSince?: string | undefined }>;
