/** The health of a webhook. A manager's settings, `paused` and `disabled`, precede the endpoint's failures. */
export const healthStatuses = ['healthy', 'failing', 'circuit_open', 'paused', 'disabled'] as const;

/** What a list of webhooks shows; the time is ISO 8601. */
export type HealthSummary = Readonly<{ status: (typeof healthStatuses)[number]; failingSince?: string | undefined }>;
