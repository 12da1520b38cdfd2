export interface paths {
    "/v1/spaces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List all spaces, by id
         * @description Roles: admin.
         */
        get: operations["listSpaces"];
        put?: never;
        /**
         * Create a space
         * @description Roles: admin.
         */
        post: operations["createSpace"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spaces/{space}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a space
         * @description Roles: admin.
         */
        get: operations["readSpace"];
        put?: never;
        post?: never;
        /**
         * Delete a space and everything in it
         * @description The space is inaccessible at once: nothing is sent, accepted or read for it. Its webhooks, rules, keys and delivery records are removed shortly after. Its events stay stored until their retention ends, but no request can read them. Only then can the id be used again.
         *
         *     Roles: admin.
         */
        delete: operations["deleteSpace"];
        options?: never;
        head?: never;
        /**
         * Change a space
         * @description Roles: admin.
         */
        patch: operations["changeSpace"];
        trace?: never;
    };
    "/v1/spaces/{space}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the API keys of a space, oldest first
         * @description Roles: admin, manager.
         */
        get: operations["listKeys"];
        put?: never;
        /**
         * Create an API key of a space
         * @description A portal link cannot create keys.
         *
         *     Roles: admin, manager.
         */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spaces/{space}/portal-links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create a link to the console
         * @description The link signs its holder in to this space, with this role, until it expires. Its key is in the fragment of the URL, which browsers do not send. The key is listed among the API keys and can be revoked there. A portal link cannot create or revoke keys and links.
         *
         *     Roles: admin, manager.
         */
        post: operations["createPortalLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spaces/{space}/keys/{keyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke an API key
         * @description The key stops working within seconds. A portal link cannot revoke keys.
         *
         *     Roles: admin, manager.
         */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spaces/{space}/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the webhooks of a space, oldest first
         * @description Roles: manager, viewer.
         */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Create a webhook
         * @description Roles: manager.
         */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spaces/{space}/webhooks/{webhookId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a webhook
         * @description Roles: manager, viewer.
         */
        get: operations["readWebhook"];
        put?: never;
        post?: never;
        /**
         * Delete a webhook
         * @description Its subscriptions end at once; its notifications and deliveries are removed shortly after. If a rule calls the webhook, the response is a 409, unless `force` is true. With `force` these rules are disabled, and the response lists them.
         *
         *     Roles: manager.
         */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        /**
         * Change a webhook
         * @description A JSON merge patch (RFC 7396): null resets a field to its default, except that `secret: null` stops signing, and `disableAfterFailingSeconds: null` means never. A `filter` is replaced as a whole. A new `secret` replaces all older ones at once; rotate the secret instead if both should be active for a time. Another `signature.algorithm` without a `secret` creates a new key, and the previous secrets stay active for a day.
         *
         *     Roles: manager.
         */
        patch: operations["changeWebhook"];
        trace?: never;
    };
    "/v1/spaces/{space}/webhooks/{webhookId}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the active signing secrets or public keys, newest first
         * @description Roles: manager.
         */
        get: operations["readWebhookSecret"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spaces/{space}/webhooks/{webhookId}/secret/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate the signing secret
         * @description Creates a new secret. The previous secrets stay active until the overlap ends, so that the receiver can switch without refusing requests. With the style `standard`, `webhook-signature` carries a signature with each active secret: give the receiver the new secret, or with `ed25519` the new public key, before the overlap ends. With `sha256`, `<header>` is signed with the oldest active secret, and `<header>-next` has the signatures with newer ones, newest first, separated by spaces. The receiver either compares `<header>` with every secret that is listed here, or it gets the new secret before the overlap ends and accepts a match in either header. If it can do neither, give it the new secret and immediately PATCH the webhook with this `secret`, which ends the older ones; requests refused in between are retried.
         *
         *     Roles: manager.
         */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spaces/{space}/webhooks/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Test a webhook before it is saved
         * @description Sends a test event immediately and waits for the response. Its data is the event type's example, if there is one. The API responds within 30 seconds: longer timeouts of the webhook are shortened, the connection timeout first.
         *
         *     Roles: manager.
         */
        post: operations["testWebhookDraft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spaces/{space}/webhooks/{webhookId}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Test a saved webhook
         * @description Sends a test event immediately and waits for the response. Its data is the event type's example, if there is one. The API responds within 30 seconds: longer timeouts of the webhook are shortened, the connection timeout first.
         *
         *     Roles: manager.
         */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spaces/{space}/webhooks/{webhookId}/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the health of a webhook
         * @description Roles: manager, viewer.
         */
        get: operations["readWebhookHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spaces/{space}/webhooks/{webhookId}/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List a webhook's notifications, by event type
         * @description Roles: manager, viewer.
         */
        get: operations["listNotifications"];
        put?: never;
        /**
         * Create a webhook's own title and message for an event type
         * @description Roles: manager.
         */
        post: operations["createNotification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spaces/{space}/webhooks/{webhookId}/notifications/{notificationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a notification
         * @description Roles: manager, viewer.
         */
        get: operations["readNotification"];
        put?: never;
        post?: never;
        /**
         * Delete a notification and use the producer's texts again
         * @description Roles: manager.
         */
        delete: operations["deleteNotification"];
        options?: never;
        head?: never;
        /**
         * Change a notification
         * @description Roles: manager.
         */
        patch: operations["changeNotification"];
        trace?: never;
    };
    "/v1/spaces/{space}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the events of a space, newest first
         * @description An event is listed at most two minutes after it was received; the statuses of its deliveries are current. A page can have few or no items although more pages follow: continue until `next` is null.
         *
         *     Roles: manager, viewer.
         */
        get: operations["listEvents"];
        put?: never;
        /**
         * Send up to 100 events
         * @description The response is sent when the events are on the bus. Events with the same `id` or `Idempotency-Key` within 24 hours are one event. In a batch each event is accepted or refused on its own: repeat those with `status` 500, with the same key and the same body.
         *
         *     Roles: manager, producer.
         */
        post: operations["sendEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spaces/{space}/events/{eventId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an event and its deliveries
         * @description The deliveries of an event for very many webhooks are on several pages. If several events had the same `id` one after the other, the latest is returned.
         *
         *     Roles: manager, viewer, producer.
         */
        get: operations["readEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spaces/{space}/webhooks/{webhookId}/replays": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the replays of a webhook, newest first
         * @description Roles: manager, viewer.
         */
        get: operations["listReplays"];
        put?: never;
        /**
         * Replay ended deliveries
         * @description Sends all matching deliveries of events in a time range again, each with its complete retry schedule. They are released at the rate at which they can be sent.
         *
         *     Roles: manager.
         */
        post: operations["startReplay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spaces/{space}/webhooks/{webhookId}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the deliveries of a webhook, newest first
         * @description With filters, a page can have few or no items although more pages follow: continue until `next` is null.
         *
         *     Roles: manager, viewer.
         */
        get: operations["listDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spaces/{space}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the deliveries of all webhooks of a space, newest first
         * @description A delivery is listed at most two minutes after it was first attempted or parked; its status is current. A page can have few or no items although more pages follow: continue until `next` is null.
         *
         *     Roles: manager, viewer.
         */
        get: operations["listSpaceDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spaces/{space}/webhooks/{webhookId}/deliveries/{deliveryId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a delivery with its attempts
         * @description Roles: manager, viewer.
         */
        get: operations["readDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spaces/{space}/webhooks/{webhookId}/replays/{replayId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the progress of a replay
         * @description Roles: manager, viewer.
         */
        get: operations["readReplay"];
        put?: never;
        post?: never;
        /**
         * Cancel a replay
         * @description Deliveries that the replay has already released are still sent.
         *
         *     Roles: manager.
         */
        delete: operations["cancelReplay"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spaces/{space}/webhooks/{webhookId}/deliveries/{deliveryId}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retry an ended delivery immediately
         * @description Two requests with the same `Idempotency-Key` make one attempt. If the webhook is paused or disabled, the response is a 409.
         *
         *     Roles: manager.
         */
        post: operations["retryDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spaces/{space}/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the delivery statistics of a space
         * @description Attempts are counted at most two minutes after they are made. The counts are stored for 30 days. Steps of rules count for the webhook that they call. The statistics of a space include deleted webhooks.
         *
         *     Roles: manager, viewer.
         */
        get: operations["readSpaceStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spaces/{space}/webhooks/{webhookId}/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the delivery statistics of a webhook
         * @description Attempts are counted at most two minutes after they are made. The counts are stored for 30 days. Steps of rules count for the webhook that they call.
         *
         *     Roles: manager, viewer.
         */
        get: operations["readStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spaces/{space}/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the rules of a space, oldest first
         * @description Roles: manager, viewer.
         */
        get: operations["listRules"];
        put?: never;
        /**
         * Create a rule
         * @description Roles: manager.
         */
        post: operations["createRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spaces/{space}/rules/{ruleId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a rule
         * @description Roles: manager, viewer.
         */
        get: operations["readRule"];
        put?: never;
        post?: never;
        /**
         * Delete a rule
         * @description Roles: manager.
         */
        delete: operations["deleteRule"];
        options?: never;
        head?: never;
        /**
         * Change a rule
         * @description A JSON merge patch (RFC 7396): null resets a field to its default. Steps, scope and filter are replaced as a whole.
         *
         *     Roles: manager.
         */
        patch: operations["changeRule"];
        trace?: never;
    };
    "/v1/spaces/{space}/rules/{ruleId}/executions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the executions of a rule, newest first
         * @description With filters, a page can have few or no items although more pages follow: continue until `next` is null.
         *
         *     Roles: manager, viewer.
         */
        get: operations["listExecutions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spaces/{space}/rules/{ruleId}/executions/{executionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an execution with the attempts of each step
         * @description Roles: manager, viewer.
         */
        get: operations["readExecution"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spaces/{space}/rules/{ruleId}/executions/{executionId}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retry an execution from the failed step
         * @description Attempts the failed step immediately; earlier steps are not called again. Two requests with the same `Idempotency-Key` make one attempt. If the execution is in progress or has succeeded, or if the webhook is paused or disabled, the response is a 409.
         *
         *     Roles: manager.
         */
        post: operations["retryExecution"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spaces/{space}/filters/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Test whether an event matches a filter
         * @description Nothing is saved or sent. The event has the same form as in a request to send it.
         *
         *     Roles: manager, viewer.
         */
        post: operations["testFilter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spaces/{space}/scorecards/{scorecardId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a scorecard
         * @description Roles: manager, viewer.
         */
        get: operations["readScorecard"];
        /**
         * Create or replace a scorecard
         * @description Roles: manager.
         */
        put: operations["putScorecard"];
        post?: never;
        /**
         * Delete a scorecard
         * @description Roles: manager.
         */
        delete: operations["deleteScorecard"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spaces/{space}/scorecards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the scorecards of a space, by id
         * @description Roles: manager, viewer.
         */
        get: operations["listScorecards"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spaces/{space}/event-types/{type}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the description of an event type
         * @description Roles: manager, viewer.
         */
        get: operations["readEventType"];
        /**
         * Create or replace the description of an event type
         * @description If a schema is set, events of the type whose `data` does not match it are rejected when they are received.
         *
         *     Roles: manager.
         */
        put: operations["putEventType"];
        post?: never;
        /**
         * Delete the description of an event type
         * @description Events of the type are still accepted, without validation.
         *
         *     Roles: manager.
         */
        delete: operations["deleteEventType"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spaces/{space}/event-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the described event types of a space, by name
         * @description Roles: manager, viewer.
         */
        get: operations["listEventTypes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/caller": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the identity of the caller
         * @description Roles: admin, manager, viewer, producer.
         */
        get: operations["readCaller"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read this document
         * @description No authentication required.
         */
        get: operations["readOpenApiDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check that the API is available
         * @description No authentication required.
         */
        get: operations["readHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AcceptedEvent: {
            id: string;
        };
        ApiKey: {
            /**
             * @description A ULID.
             * @example 01JCH5Q2M8Z0V6W3X9Y4T7R1KD
             */
            id: string;
            /**
             * @description A display name. It is stored in Unicode form NFC with single spaces. Invisible characters are refused.
             * @example Production alerts
             */
            name: string;
            /**
             * @description `manager`: full access to the space; `viewer`: read access, with secrets masked; `producer`: sends events.
             * @enum {string}
             */
            role: "manager" | "viewer" | "producer";
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            expiresAt?: string;
            /** @description True for the key of a portal link. */
            portalLink?: boolean;
        };
        ApiKeyDraft: {
            /**
             * @description A display name. It is stored in Unicode form NFC with single spaces. Invisible characters are refused.
             * @example Production alerts
             */
            name: string;
            /**
             * @description `manager`: full access to the space; `viewer`: read access, with secrets masked; `producer`: sends events.
             * @enum {string}
             */
            role: "manager" | "viewer" | "producer";
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            expiresAt?: string;
        };
        Caller: {
            /**
             * @description The key's id, or the token's subject.
             * @example key:01JCH5Q2M8Z0V6W3X9Y4T7R1KD
             */
            id: string;
            /** @enum {string} */
            role: "admin" | "manager" | "viewer" | "producer";
            /** @description The space that the key or token gives access to; absent for `admin`. */
            space?: string;
            /** @description True for the key of a portal link, which cannot create keys or portal links. */
            portalLink?: boolean;
        };
        Delivery: {
            /**
             * @description A ULID.
             * @example 01JCH5Q2M8Z0V6W3X9Y4T7R1KD
             */
            id: string;
            /**
             * @description A ULID.
             * @example 01JCH5Q2M8Z0V6W3X9Y4T7R1KD
             */
            webhookId: string;
            eventId: string;
            eventType: string;
            /**
             * @description `pending`, `retrying` and `held` are in progress; all other statuses are final.
             * @enum {string}
             */
            status: "pending" | "retrying" | "held" | "succeeded" | "failed" | "exhausted" | "discarded";
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            updatedAt: string;
            /** @description The first attempt and the latest ones, 60 at most, in the order of their numbers. */
            attempts: {
                number: number;
                /** Format: date-time */
                startedAt: string;
                durationMs: number;
                status?: number;
                /** @enum {string} */
                failure?: "blocked_address" | "dns_error" | "connect_refused" | "connect_timeout" | "connect_error" | "tls_error" | "request_timeout" | "connection_reset" | "protocol_error" | "redirect" | "client_error" | "server_error" | "gone" | "unexpected_status" | "response_contract" | "response_too_large" | "payload_too_large" | "token_error";
                reason: string;
                responseExcerpt?: string;
                responseTruncated?: boolean;
            }[];
            /** @description The number of attempts, including those that are no longer listed. */
            attemptCount: number;
            /** @description The receiver's response, for kinds that use it. The webhook's own secrets are replaced by `***`. */
            response?: unknown;
            /** @description Why the delivery ended or waits, if no attempt shows the reason. */
            reason?: string;
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            nextAttemptAt?: string;
        };
        DisabledRules: {
            disabledRules: {
                /**
                 * @description A ULID.
                 * @example 01JCH5Q2M8Z0V6W3X9Y4T7R1KD
                 */
                id: string;
                name: string;
            }[];
        };
        Event: {
            title?: string;
            message?: string;
            /** @description Any JSON value. Its numbers are IEEE 754 doubles (RFC 8259, section 6), so that an integer beyond 2^53 may change, and one beyond 64 bits is refused: send an id that large as a string. */
            data: unknown;
            scorecard?: {
                id?: string;
                domain?: string;
            };
            id: string;
            type: string;
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            time: string;
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            receivedAt: string;
            deliveries: {
                items: {
                    /**
                     * @description A ULID.
                     * @example 01JCH5Q2M8Z0V6W3X9Y4T7R1KD
                     */
                    id: string;
                    /**
                     * @description The webhook of the delivery; absent if the event triggered a rule.
                     * @example 01JCH5Q2M8Z0V6W3X9Y4T7R1KD
                     */
                    webhookId?: string;
                    /**
                     * @description The rule that the event triggered; absent for the delivery of a webhook.
                     * @example 01JCH5Q2M8Z0V6W3X9Y4T7R1KD
                     */
                    ruleId?: string;
                    /**
                     * @description `pending`, `retrying` and `held` are in progress; all other statuses are final.
                     * @enum {string}
                     */
                    status: "pending" | "retrying" | "held" | "succeeded" | "failed" | "exhausted" | "discarded";
                }[];
                /** @description The cursor of the next page; null on the last page. */
                next: string | null;
            };
        };
        EventBatch: {
            events: components["schemas"]["EventDraft"][];
        };
        EventBatchResults: {
            results: {
                /** @description The status that the event would have received in a request of its own. */
                status: number;
                body: components["schemas"]["AcceptedEvent"] | components["schemas"]["Problem"];
            }[];
        };
        EventDraft: {
            title?: string;
            message?: string;
            /** @description Any JSON value. Its numbers are IEEE 754 doubles (RFC 8259, section 6), so that an integer beyond 2^53 may change, and one beyond 64 bits is refused: send an id that large as a string. */
            data: unknown;
            scorecard?: {
                id?: string;
                domain?: string;
            };
            type: string;
            id?: string;
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            time?: string;
        };
        /**
         * @description An EventBridge event pattern over `{type, title, message, data, scorecard}`. Of the events of its types, only those that match are sent. Operators: `prefix`, `suffix`, `equals-ignore-case`, `wildcard`, `anything-but`, `numeric`, `exists`, `cidr` and `$or`.
         * @example {
         *       "data": {
         *         "severity": [
         *           {
         *             "numeric": [
         *               ">=",
         *               3
         *             ]
         *           }
         *         ],
         *         "region": [
         *           {
         *             "prefix": "eu-"
         *           }
         *         ]
         *       }
         *     }
         */
        EventFilter: {
            [key: string]: unknown;
        };
        EventSummary: {
            id: string;
            type: string;
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            time: string;
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            receivedAt: string;
            /** @description The number of its deliveries by status, including executions of rules. */
            deliveryCounts: {
                pending: number;
                retrying: number;
                held: number;
                succeeded: number;
                failed: number;
                exhausted: number;
                discarded: number;
            };
            /** @description True if the event has more deliveries: about the first thousand are counted. */
            hasMoreDeliveries: boolean;
        };
        EventType: {
            /** @default  */
            description: string;
            /** @description JSON Schema of the event's `data`: draft 2020-12, or 2019-09 or 07 if `$schema` names it. Formats are annotations. Patterns have no look-around, no back-references, and counts up to 1000 (RE2). */
            schema?: {
                [key: string]: unknown;
            } | boolean;
            /** @description Sample `data`, which test sends use. */
            example?: unknown;
            type: string;
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            updatedAt: string;
        };
        EventTypeDraft: {
            /** @default  */
            description?: string;
            /** @description JSON Schema of the event's `data`: draft 2020-12, or 2019-09 or 07 if `$schema` names it. Formats are annotations. Patterns have no look-around, no back-references, and counts up to 1000 (RE2). */
            schema?: {
                [key: string]: unknown;
            } | boolean;
            /** @description Sample `data`, which test sends use. */
            example?: unknown;
        };
        Execution: {
            /**
             * @description A ULID.
             * @example 01JCH5Q2M8Z0V6W3X9Y4T7R1KD
             */
            id: string;
            /**
             * @description A ULID.
             * @example 01JCH5Q2M8Z0V6W3X9Y4T7R1KD
             */
            ruleId: string;
            /** @description The name of the rule when the execution started. */
            ruleName: string;
            eventId: string;
            eventType: string;
            /**
             * @description `pending`, `retrying` and `held` are in progress; all other statuses are final.
             * @enum {string}
             */
            status: "pending" | "retrying" | "held" | "succeeded" | "failed" | "exhausted" | "discarded";
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            updatedAt: string;
            /** @description The number of attempts, including those that are no longer listed. */
            attemptCount: number;
            /** @description The steps as configured when the execution started, each with its attempts. Of the attempts of all steps together, the first and the latest are listed, 60 at most. */
            steps: {
                /**
                 * @description A ULID.
                 * @example 01JCH5Q2M8Z0V6W3X9Y4T7R1KD
                 */
                webhookId: string;
                /** @description `succeeded` for a completed step, `not_reached` for a later one; for the current step, the status of the execution. */
                status: ("pending" | "retrying" | "held" | "succeeded" | "failed" | "exhausted" | "discarded") | "not_reached";
                attempts: {
                    number: number;
                    /** Format: date-time */
                    startedAt: string;
                    durationMs: number;
                    status?: number;
                    /** @enum {string} */
                    failure?: "blocked_address" | "dns_error" | "connect_refused" | "connect_timeout" | "connect_error" | "tls_error" | "request_timeout" | "connection_reset" | "protocol_error" | "redirect" | "client_error" | "server_error" | "gone" | "unexpected_status" | "response_contract" | "response_too_large" | "payload_too_large" | "token_error";
                    reason: string;
                    responseExcerpt?: string;
                    responseTruncated?: boolean;
                }[];
            }[];
            /** @description Why the execution ended or waits, if no attempt shows the reason. */
            reason?: string;
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            nextAttemptAt?: string;
        };
        FilterTest: {
            filter: components["schemas"]["EventFilter"];
            event: components["schemas"]["EventDraft"];
        };
        FilterTestResult: {
            /** @description Whether a webhook or rule with this filter would receive the event. */
            matches: boolean;
            /** @description The fields that do not match; with `$or`, those of the alternative that matches best. */
            misfits: {
                path: string;
                message: string;
            }[];
            /** @description True if the event has too many values to evaluate this filter. Such an event is sent. */
            undecided: boolean;
        };
        ListedWebhook: {
            /**
             * @description A ULID.
             * @example 01JCH5Q2M8Z0V6W3X9Y4T7R1KD
             */
            id: string;
            /**
             * @description A display name. It is stored in Unicode form NFC with single spaces. Invisible characters are refused.
             * @example Production alerts
             */
            name: string;
            /** @default  */
            description: string;
            /**
             * @description Determines which responses count as success.
             * @default notification
             * @enum {string}
             */
            kind: "notification" | "siem" | "provisioning" | "deprovisioning" | "request_validation" | "pre_approval";
            /**
             * @description The URL that deliveries are sent to: https, on the public internet.
             * @example https://example.com/hooks
             */
            url: string;
            /**
             * @default POST
             * @enum {string}
             */
            method: "POST" | "PUT";
            /**
             * @description Headers of each request. Values are masked in responses; `***` keeps the current value. If the endpoint repeats a value of 8 or more characters in its response, it is replaced by `***` before the response is stored or used.
             * @default {}
             */
            headers: {
                [key: string]: string;
            };
            /**
             * @description The event types that are sent; if empty, nothing is sent. Posthorn's own events, such as `delivery.exhausted`, are sent only if their type is listed: a wildcard does not include them.
             * @default []
             */
            eventTypes: string[];
            filter?: components["schemas"]["EventFilter"];
            /**
             * @description `paused`: deliveries are held until the webhook is enabled again; `disabled`: they are recorded as discarded.
             * @default enabled
             * @enum {string}
             */
            status: "enabled" | "paused" | "disabled";
            /**
             * @description The shape of the body: `{type, timestamp, data}`, a template, `[data]`, or `data`.
             * @default {
             *       "format": "standard"
             *     }
             */
            payload: {
                /** @constant */
                format: "standard";
            } | {
                /** @constant */
                format: "template";
                /**
                 * @description Any JSON. Its strings can contain `${ID}`, `${DATE}`, `${TYPE}`, `${TITLE}`, `${EVENT_MSG}` and `${DATA.path.to.value}`. The examples are the default template, one for Slack and one for Datadog.
                 * @default {
                 *       "id": "${ID}",
                 *       "date": "${DATE}",
                 *       "type": "${TYPE}",
                 *       "title": "${TITLE}",
                 *       "event_msg": "${EVENT_MSG}"
                 *     }
                 * @example {
                 *       "id": "${ID}",
                 *       "date": "${DATE}",
                 *       "type": "${TYPE}",
                 *       "title": "${TITLE}",
                 *       "event_msg": "${EVENT_MSG}"
                 *     }
                 * @example {
                 *       "text": "*${TITLE}*\n${EVENT_MSG}\n${TYPE} at ${DATE} (${ID})"
                 *     }
                 * @example {
                 *       "title": "${TITLE}",
                 *       "text": "${EVENT_MSG}",
                 *       "tags": [
                 *         "source:posthorn",
                 *         "event_type:${TYPE}",
                 *         "event_id:${ID}"
                 *       ]
                 *     }
                 */
                template: unknown;
            } | {
                /** @constant */
                format: "array";
            } | {
                /** @constant */
                format: "raw";
            };
            /**
             * @description Standard Webhooks 1.0, or `sha256=<hex HMAC of the body>` in a header of your choice. The header names `<header>` and `<header>-next` are then reserved. With the algorithm `ed25519` the receiver verifies signatures with a public key and cannot create them.
             * @default {
             *       "style": "standard",
             *       "algorithm": "hmac-sha256"
             *     }
             */
            signature: {
                /** @constant */
                style: "standard";
                /**
                 * @default hmac-sha256
                 * @enum {string}
                 */
                algorithm: "hmac-sha256" | "ed25519";
            } | {
                /** @constant */
                style: "sha256";
                /** @default x-webhook-signature */
                header: string;
            };
            /** @description Each request carries an access token as `Authorization: Bearer`. The token is requested with client credentials (OAuth 2.0, RFC 6749, section 4.4), cached until shortly before it expires, and requested again once after a 401. */
            auth?: {
                /** @constant */
                type: "oauth2";
                /**
                 * @description The URL of the token endpoint: https, on the public internet.
                 * @example https://example.com/hooks
                 */
                tokenUrl: string;
                clientId: string;
                /** @description Masked in responses. */
                clientSecret: string;
                scope?: string;
                audience?: string;
                /** @description PEM: the certificate authority of the token endpoint, if it is not a public one. */
                caCertificate?: string;
            };
            /**
             * @description PEM: a certificate authority to trust, and a client certificate with its key.
             * @default {}
             */
            tls: {
                caCertificate?: string;
                clientCertificate?: string;
                clientKey?: string;
            };
            /**
             * @description Timeouts for the connection (DNS, TCP and TLS), and for the time from the first byte written to the last byte read.
             * @default {
             *       "connectSeconds": 5,
             *       "requestSeconds": 5
             *     }
             */
            timeouts: {
                /** @default 5 */
                connectSeconds: number;
                /** @default 5 */
                requestSeconds: number;
            };
            /**
             * @description The time of each retry, in seconds after the first attempt.
             * @default [
             *       60,
             *       600,
             *       3600,
             *       28800,
             *       129600
             *     ]
             */
            retrySchedule: number[];
            /** @description The maximum number of requests per second. Deliveries above this rate wait, without using up an attempt. */
            rateLimit?: {
                perSecond: number;
            };
            /**
             * Format: email
             * @description The address for mails about failed deliveries; by default the address of the space's owner.
             * @example platform@example.com
             */
            ownerEmail?: string;
            /**
             * @description The webhook is disabled when all attempts have failed for this time, in at least two deliveries; null means never. Time in which it is paused does not count. A new `url` starts the count again.
             * @default 432000
             */
            disableAfterFailingSeconds: number | null;
            secret: string | null;
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            updatedAt: string;
            health: components["schemas"]["WebhookHealthSummary"];
        };
        NewApiKey: {
            /**
             * @description A ULID.
             * @example 01JCH5Q2M8Z0V6W3X9Y4T7R1KD
             */
            id: string;
            /**
             * @description A display name. It is stored in Unicode form NFC with single spaces. Invisible characters are refused.
             * @example Production alerts
             */
            name: string;
            /**
             * @description `manager`: full access to the space; `viewer`: read access, with secrets masked; `producer`: sends events.
             * @enum {string}
             */
            role: "manager" | "viewer" | "producer";
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            expiresAt?: string;
            /** @description True for the key of a portal link. */
            portalLink?: boolean;
            /** @description The secret key. It is shown only in this response and not stored. */
            key: string;
        };
        Notification: {
            /** @description Becomes `${TITLE}`. */
            title?: string;
            /** @description Becomes `${EVENT_MSG}`. */
            message?: string;
            /** @description The event type. A webhook has one notification per event type. */
            id: string;
            eventType: string;
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            updatedAt: string;
        };
        NotificationDraft: {
            /** @description Becomes `${TITLE}`. */
            title?: string;
            /** @description Becomes `${EVENT_MSG}`. */
            message?: string;
            eventType: string;
        };
        NotificationPatch: {
            title?: string | null;
            message?: string | null;
        };
        PortalLink: {
            /**
             * @description A ULID.
             * @example 01JCH5Q2M8Z0V6W3X9Y4T7R1KD
             */
            id: string;
            /** @enum {string} */
            role: "manager" | "viewer";
            /**
             * Format: uri
             * @description Opens the console and signs in. It is shown only in this response and not stored.
             */
            url: string;
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            expiresAt: string;
        };
        PortalLinkDraft: {
            /**
             * @description `manager`: full access to the space, except new keys and links; `viewer`: read access.
             * @enum {string}
             */
            role: "manager" | "viewer";
            /** @default 3600 */
            expiresInSeconds?: number;
        };
        /** @description An RFC 9457 problem. */
        Problem: {
            /** @example urn:posthorn:problem:invalid */
            type: string;
            title: string;
            status: number;
            detail: string;
            errors: {
                /**
                 * @description The path of the field, with dots; empty for the whole body.
                 * @example eventTypes.0
                 */
                path: string;
                message: string;
            }[];
            requestId: string;
        };
        Replay: {
            /**
             * @description A ULID.
             * @example 01JCH5Q2M8Z0V6W3X9Y4T7R1KD
             */
            id: string;
            /**
             * @description A ULID.
             * @example 01JCH5Q2M8Z0V6W3X9Y4T7R1KD
             */
            webhookId: string;
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            since: string;
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            until: string;
            statuses: ("succeeded" | "failed" | "exhausted" | "discarded")[];
            eventTypes?: string[];
            dryRun: boolean;
            /** @enum {string} */
            status: "running" | "completed" | "cancelled";
            /** @description The number of matching deliveries found so far. */
            matched: number;
            /** @description The number of them that are in progress again. */
            replayed: number;
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            updatedAt: string;
        };
        Rule: {
            name: string;
            /** Format: email */
            ownerEmail: string;
            trigger: {
                eventType: string;
                filter?: components["schemas"]["EventFilter"];
            };
            /** @default null */
            scope: ({
                /** @constant */
                type: "own";
            } | {
                /** @constant */
                type: "followed";
            } | {
                /** @constant */
                type: "portfolio";
                portfolioId: string;
            }) | null;
            steps: {
                webhookId: string;
            }[];
            /** @default true */
            enabled: boolean;
            /**
             * @description A ULID.
             * @example 01JCH5Q2M8Z0V6W3X9Y4T7R1KD
             */
            id: string;
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            updatedAt: string;
        };
        RuleDraft: {
            name: string;
            /** Format: email */
            ownerEmail: string;
            trigger: {
                eventType: string;
                filter?: components["schemas"]["EventFilter"];
            };
            /** @default null */
            scope?: ({
                /** @constant */
                type: "own";
            } | {
                /** @constant */
                type: "followed";
            } | {
                /** @constant */
                type: "portfolio";
                portfolioId: string;
            }) | null;
            steps: {
                webhookId: string;
            }[];
            /** @default true */
            enabled?: boolean;
        };
        RulePatch: {
            name?: string;
            /** Format: email */
            ownerEmail?: string;
            trigger?: {
                eventType?: string;
                /** @description Replaces the filter as a whole; null removes it. */
                filter?: {
                    [key: string]: unknown;
                } | null;
            };
            scope?: ({
                /** @constant */
                type: "own";
            } | {
                /** @constant */
                type: "followed";
            } | {
                /** @constant */
                type: "portfolio";
                portfolioId: string;
            }) | null;
            steps?: {
                webhookId: string;
            }[];
            enabled?: boolean | null;
        };
        Scorecard: {
            /**
             * @description The domain that is scored.
             * @example example.com
             */
            domain: string;
            /**
             * @description The groups that it is in.
             * @default []
             */
            groups: string[];
            /**
             * @description The scorecard's own id.
             * @example scorecard-1
             */
            id: string;
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            updatedAt: string;
        };
        ScorecardDraft: {
            /**
             * @description The domain that is scored.
             * @example example.com
             */
            domain: string;
            /**
             * @description The groups that it is in.
             * @default []
             */
            groups?: string[];
        };
        /**
         * @default {
         *       "overlapSeconds": 86400
         *     }
         */
        SecretRotation: {
            /**
             * @description How long the previous secrets stay active; 0 ends them at once.
             * @default 86400
             */
            overlapSeconds?: number;
        };
        Space: {
            /**
             * @description A unique slug. It cannot be changed.
             * @example acme
             */
            id: string;
            /**
             * @description A display name. It is stored in Unicode form NFC with single spaces. Invisible characters are refused.
             * @example Production alerts
             */
            name: string;
            /**
             * Format: email
             * @description The address for mails about webhooks and rules that have no owner of their own.
             * @example platform@example.com
             */
            ownerEmail: string;
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            updatedAt: string;
        };
        SpaceDraft: {
            /**
             * @description A unique slug. It cannot be changed.
             * @example acme
             */
            id: string;
            /**
             * @description A display name. It is stored in Unicode form NFC with single spaces. Invisible characters are refused.
             * @example Production alerts
             */
            name: string;
            /**
             * Format: email
             * @description The address for mails about webhooks and rules that have no owner of their own.
             * @example platform@example.com
             */
            ownerEmail: string;
        };
        SpacePatch: {
            /**
             * @description A display name. It is stored in Unicode form NFC with single spaces. Invisible characters are refused.
             * @example Production alerts
             */
            name?: string;
            /**
             * Format: email
             * @description The address for mails about webhooks and rules that have no owner of their own.
             * @example platform@example.com
             */
            ownerEmail?: string;
        };
        Statistics: {
            /**
             * @description Buckets are whole hours or whole days, in UTC.
             * @enum {string}
             */
            interval: "hour" | "day";
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            since: string;
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            until: string;
            /** @description Every hour or day from `since` on, earliest first, including those without attempts. */
            buckets: {
                /**
                 * Format: date-time
                 * @description ISO 8601. Responses use UTC.
                 */
                start: string;
                /** @description Attempts that the endpoint accepted. */
                delivered: number;
                /** @description Attempts that failed. */
                failedAttempts: number;
                /** @description Deliveries whose last attempt failed. */
                exhausted: number;
                /** @description Half of all attempts took at most this time, accurate to 5 %; null if there were no attempts. */
                p50Ms: number | null;
                /** @description 95 % of all attempts took at most this time, accurate to 5 %; null if there were no attempts. */
                p95Ms: number | null;
            }[];
        };
        Webhook: {
            /**
             * @description A ULID.
             * @example 01JCH5Q2M8Z0V6W3X9Y4T7R1KD
             */
            id: string;
            /**
             * @description A display name. It is stored in Unicode form NFC with single spaces. Invisible characters are refused.
             * @example Production alerts
             */
            name: string;
            /** @default  */
            description: string;
            /**
             * @description Determines which responses count as success.
             * @default notification
             * @enum {string}
             */
            kind: "notification" | "siem" | "provisioning" | "deprovisioning" | "request_validation" | "pre_approval";
            /**
             * @description The URL that deliveries are sent to: https, on the public internet.
             * @example https://example.com/hooks
             */
            url: string;
            /**
             * @default POST
             * @enum {string}
             */
            method: "POST" | "PUT";
            /**
             * @description Headers of each request. Values are masked in responses; `***` keeps the current value. If the endpoint repeats a value of 8 or more characters in its response, it is replaced by `***` before the response is stored or used.
             * @default {}
             */
            headers: {
                [key: string]: string;
            };
            /**
             * @description The event types that are sent; if empty, nothing is sent. Posthorn's own events, such as `delivery.exhausted`, are sent only if their type is listed: a wildcard does not include them.
             * @default []
             */
            eventTypes: string[];
            filter?: components["schemas"]["EventFilter"];
            /**
             * @description `paused`: deliveries are held until the webhook is enabled again; `disabled`: they are recorded as discarded.
             * @default enabled
             * @enum {string}
             */
            status: "enabled" | "paused" | "disabled";
            /**
             * @description The shape of the body: `{type, timestamp, data}`, a template, `[data]`, or `data`.
             * @default {
             *       "format": "standard"
             *     }
             */
            payload: {
                /** @constant */
                format: "standard";
            } | {
                /** @constant */
                format: "template";
                /**
                 * @description Any JSON. Its strings can contain `${ID}`, `${DATE}`, `${TYPE}`, `${TITLE}`, `${EVENT_MSG}` and `${DATA.path.to.value}`. The examples are the default template, one for Slack and one for Datadog.
                 * @default {
                 *       "id": "${ID}",
                 *       "date": "${DATE}",
                 *       "type": "${TYPE}",
                 *       "title": "${TITLE}",
                 *       "event_msg": "${EVENT_MSG}"
                 *     }
                 * @example {
                 *       "id": "${ID}",
                 *       "date": "${DATE}",
                 *       "type": "${TYPE}",
                 *       "title": "${TITLE}",
                 *       "event_msg": "${EVENT_MSG}"
                 *     }
                 * @example {
                 *       "text": "*${TITLE}*\n${EVENT_MSG}\n${TYPE} at ${DATE} (${ID})"
                 *     }
                 * @example {
                 *       "title": "${TITLE}",
                 *       "text": "${EVENT_MSG}",
                 *       "tags": [
                 *         "source:posthorn",
                 *         "event_type:${TYPE}",
                 *         "event_id:${ID}"
                 *       ]
                 *     }
                 */
                template: unknown;
            } | {
                /** @constant */
                format: "array";
            } | {
                /** @constant */
                format: "raw";
            };
            /**
             * @description Standard Webhooks 1.0, or `sha256=<hex HMAC of the body>` in a header of your choice. The header names `<header>` and `<header>-next` are then reserved. With the algorithm `ed25519` the receiver verifies signatures with a public key and cannot create them.
             * @default {
             *       "style": "standard",
             *       "algorithm": "hmac-sha256"
             *     }
             */
            signature: {
                /** @constant */
                style: "standard";
                /**
                 * @default hmac-sha256
                 * @enum {string}
                 */
                algorithm: "hmac-sha256" | "ed25519";
            } | {
                /** @constant */
                style: "sha256";
                /** @default x-webhook-signature */
                header: string;
            };
            /** @description Each request carries an access token as `Authorization: Bearer`. The token is requested with client credentials (OAuth 2.0, RFC 6749, section 4.4), cached until shortly before it expires, and requested again once after a 401. */
            auth?: {
                /** @constant */
                type: "oauth2";
                /**
                 * @description The URL of the token endpoint: https, on the public internet.
                 * @example https://example.com/hooks
                 */
                tokenUrl: string;
                clientId: string;
                /** @description Masked in responses. */
                clientSecret: string;
                scope?: string;
                audience?: string;
                /** @description PEM: the certificate authority of the token endpoint, if it is not a public one. */
                caCertificate?: string;
            };
            /**
             * @description PEM: a certificate authority to trust, and a client certificate with its key.
             * @default {}
             */
            tls: {
                caCertificate?: string;
                clientCertificate?: string;
                clientKey?: string;
            };
            /**
             * @description Timeouts for the connection (DNS, TCP and TLS), and for the time from the first byte written to the last byte read.
             * @default {
             *       "connectSeconds": 5,
             *       "requestSeconds": 5
             *     }
             */
            timeouts: {
                /** @default 5 */
                connectSeconds: number;
                /** @default 5 */
                requestSeconds: number;
            };
            /**
             * @description The time of each retry, in seconds after the first attempt.
             * @default [
             *       60,
             *       600,
             *       3600,
             *       28800,
             *       129600
             *     ]
             */
            retrySchedule: number[];
            /** @description The maximum number of requests per second. Deliveries above this rate wait, without using up an attempt. */
            rateLimit?: {
                perSecond: number;
            };
            /**
             * Format: email
             * @description The address for mails about failed deliveries; by default the address of the space's owner.
             * @example platform@example.com
             */
            ownerEmail?: string;
            /**
             * @description The webhook is disabled when all attempts have failed for this time, in at least two deliveries; null means never. Time in which it is paused does not count. A new `url` starts the count again.
             * @default 432000
             */
            disableAfterFailingSeconds: number | null;
            secret: string | null;
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601. Responses use UTC.
             */
            updatedAt: string;
        };
        WebhookDraft: {
            /**
             * @description A display name. It is stored in Unicode form NFC with single spaces. Invisible characters are refused.
             * @example Production alerts
             */
            name: string;
            /** @default  */
            description?: string;
            /**
             * @description Determines which responses count as success.
             * @default notification
             * @enum {string}
             */
            kind?: "notification" | "siem" | "provisioning" | "deprovisioning" | "request_validation" | "pre_approval";
            /**
             * @description The URL that deliveries are sent to: https, on the public internet.
             * @example https://example.com/hooks
             */
            url: string;
            /**
             * @default POST
             * @enum {string}
             */
            method?: "POST" | "PUT";
            /**
             * @description Headers of each request. Values are masked in responses; `***` keeps the current value. If the endpoint repeats a value of 8 or more characters in its response, it is replaced by `***` before the response is stored or used.
             * @default {}
             */
            headers?: {
                [key: string]: string;
            };
            /**
             * @description The event types that are sent; if empty, nothing is sent. Posthorn's own events, such as `delivery.exhausted`, are sent only if their type is listed: a wildcard does not include them.
             * @default []
             */
            eventTypes?: string[];
            filter?: components["schemas"]["EventFilter"];
            /**
             * @description `paused`: deliveries are held until the webhook is enabled again; `disabled`: they are recorded as discarded.
             * @default enabled
             * @enum {string}
             */
            status?: "enabled" | "paused" | "disabled";
            /**
             * @description The shape of the body: `{type, timestamp, data}`, a template, `[data]`, or `data`.
             * @default {
             *       "format": "standard"
             *     }
             */
            payload?: {
                /** @constant */
                format: "standard";
            } | {
                /** @constant */
                format: "template";
                /**
                 * @description Any JSON. Its strings can contain `${ID}`, `${DATE}`, `${TYPE}`, `${TITLE}`, `${EVENT_MSG}` and `${DATA.path.to.value}`. The examples are the default template, one for Slack and one for Datadog.
                 * @default {
                 *       "id": "${ID}",
                 *       "date": "${DATE}",
                 *       "type": "${TYPE}",
                 *       "title": "${TITLE}",
                 *       "event_msg": "${EVENT_MSG}"
                 *     }
                 * @example {
                 *       "id": "${ID}",
                 *       "date": "${DATE}",
                 *       "type": "${TYPE}",
                 *       "title": "${TITLE}",
                 *       "event_msg": "${EVENT_MSG}"
                 *     }
                 * @example {
                 *       "text": "*${TITLE}*\n${EVENT_MSG}\n${TYPE} at ${DATE} (${ID})"
                 *     }
                 * @example {
                 *       "title": "${TITLE}",
                 *       "text": "${EVENT_MSG}",
                 *       "tags": [
                 *         "source:posthorn",
                 *         "event_type:${TYPE}",
                 *         "event_id:${ID}"
                 *       ]
                 *     }
                 */
                template?: unknown;
            } | {
                /** @constant */
                format: "array";
            } | {
                /** @constant */
                format: "raw";
            };
            /**
             * @description Standard Webhooks 1.0, or `sha256=<hex HMAC of the body>` in a header of your choice. The header names `<header>` and `<header>-next` are then reserved. With the algorithm `ed25519` the receiver verifies signatures with a public key and cannot create them.
             * @default {
             *       "style": "standard",
             *       "algorithm": "hmac-sha256"
             *     }
             */
            signature?: {
                /** @constant */
                style: "standard";
                /**
                 * @default hmac-sha256
                 * @enum {string}
                 */
                algorithm?: "hmac-sha256" | "ed25519";
            } | {
                /** @constant */
                style: "sha256";
                /** @default x-webhook-signature */
                header?: string;
            };
            /** @description Each request carries an access token as `Authorization: Bearer`. The token is requested with client credentials (OAuth 2.0, RFC 6749, section 4.4), cached until shortly before it expires, and requested again once after a 401. */
            auth?: {
                /** @constant */
                type: "oauth2";
                /**
                 * @description The URL of the token endpoint: https, on the public internet.
                 * @example https://example.com/hooks
                 */
                tokenUrl: string;
                clientId: string;
                /** @description Masked in responses. */
                clientSecret: string;
                scope?: string;
                audience?: string;
                /** @description PEM: the certificate authority of the token endpoint, if it is not a public one. */
                caCertificate?: string;
            };
            /**
             * @description PEM: a certificate authority to trust, and a client certificate with its key.
             * @default {}
             */
            tls?: {
                caCertificate?: string;
                clientCertificate?: string;
                clientKey?: string;
            };
            /**
             * @description Timeouts for the connection (DNS, TCP and TLS), and for the time from the first byte written to the last byte read.
             * @default {
             *       "connectSeconds": 5,
             *       "requestSeconds": 5
             *     }
             */
            timeouts?: {
                /** @default 5 */
                connectSeconds?: number;
                /** @default 5 */
                requestSeconds?: number;
            };
            /**
             * @description The time of each retry, in seconds after the first attempt.
             * @default [
             *       60,
             *       600,
             *       3600,
             *       28800,
             *       129600
             *     ]
             */
            retrySchedule?: number[];
            /** @description The maximum number of requests per second. Deliveries above this rate wait, without using up an attempt. */
            rateLimit?: {
                perSecond: number;
            };
            /**
             * Format: email
             * @description The address for mails about failed deliveries; by default the address of the space's owner.
             * @example platform@example.com
             */
            ownerEmail?: string;
            /**
             * @description The webhook is disabled when all attempts have failed for this time, in at least two deliveries; null means never. Time in which it is paused does not count. A new `url` starts the count again.
             * @default 432000
             */
            disableAfterFailingSeconds?: number | null;
            /** @description A secret, or for `ed25519` a private key (`whsk_…`). Generated if omitted; null means unsigned. Masked in responses. */
            secret?: string | null;
        };
        WebhookHealth: {
            /**
             * @description `healthy`: no attempt has failed since the last success. `failing`: no attempt has succeeded since `failingSince`. `circuit_open`: 20 consecutive attempts have failed; deliveries wait, and from time to time one is sent as a probe. A webhook without retries never has this status: a failed delivery ends, and the next one is sent. `paused` and `disabled` are settings, regardless of the endpoint.
             * @enum {string}
             */
            status: "healthy" | "failing" | "circuit_open" | "paused" | "disabled";
            /**
             * Format: date-time
             * @description The time since which the webhook has this status.
             */
            since: string;
            /**
             * Format: date-time
             * @description Every attempt since this time has failed.
             */
            failingSince?: string;
            /**
             * Format: date-time
             * @description The latest success among the newest deliveries and the last ones before it began to fail, or the end of the last failing time if that is later. Absent if none is known.
             */
            lastSuccessAt?: string;
            /** @description The latest failure. While the webhook is failing, this can be up to five minutes old although later attempts failed. */
            lastFailure?: {
                /**
                 * Format: date-time
                 * @description ISO 8601. Responses use UTC.
                 */
                at: string;
                reason: string;
            };
            /**
             * Format: date-time
             * @description If the circuit is open: when the next delivery is sent as a probe.
             */
            nextProbeAt?: string;
            /** @description The waiting deliveries. */
            waiting: {
                /** @description Deliveries not attempted yet, which wait for their turn or for the end of a pause or an outage. */
                parked: number;
                /** @description Failed deliveries with a time for the next attempt. */
                scheduled: number;
                /** @description Retries in progress. First attempts are not included. */
                inFlight: number;
                /** @description False if a count stopped at 1,000: the number is then at least 1,000. */
                isComplete: boolean;
            };
        };
        WebhookHealthSummary: {
            /**
             * @description `healthy`: no attempt has failed since the last success. `failing`: no attempt has succeeded since `failingSince`. `circuit_open`: 20 consecutive attempts have failed; deliveries wait, and from time to time one is sent as a probe. A webhook without retries never has this status: a failed delivery ends, and the next one is sent. `paused` and `disabled` are settings, regardless of the endpoint.
             * @enum {string}
             */
            status: "healthy" | "failing" | "circuit_open" | "paused" | "disabled";
            /**
             * Format: date-time
             * @description Every attempt since this time has failed.
             */
            failingSince?: string;
        };
        WebhookPatch: {
            /**
             * @description A display name. It is stored in Unicode form NFC with single spaces. Invisible characters are refused.
             * @example Production alerts
             */
            name?: string;
            description?: string | null;
            kind?: ("notification" | "siem" | "provisioning" | "deprovisioning" | "request_validation" | "pre_approval") | null;
            /**
             * @description The URL that deliveries are sent to: https, on the public internet.
             * @example https://example.com/hooks
             */
            url?: string;
            method?: ("POST" | "PUT") | null;
            /** @description Headers of each request. Values are masked in responses; `***` keeps the current value. If the endpoint repeats a value of 8 or more characters in its response, it is replaced by `***` before the response is stored or used. */
            headers?: {
                [key: string]: string | null;
            } | null;
            eventTypes?: string[] | null;
            /** @description Replaces the filter as a whole; null removes it. */
            filter?: {
                [key: string]: unknown;
            } | null;
            status?: ("enabled" | "paused" | "disabled") | null;
            payload?: {
                /** @enum {string} */
                format?: "standard" | "template" | "array" | "raw";
                template?: unknown;
            } | null;
            /** @description A secret, or for `ed25519` a private key (`whsk_…`). Generated if omitted; null means unsigned. Masked in responses. */
            secret?: string | null;
            signature?: {
                /** @enum {string} */
                style?: "standard" | "sha256";
                algorithm?: ("hmac-sha256" | "ed25519") | null;
                header?: string | null;
            } | null;
            /** @description Each request carries an access token as `Authorization: Bearer`. The token is requested with client credentials (OAuth 2.0, RFC 6749, section 4.4), cached until shortly before it expires, and requested again once after a 401. */
            auth?: {
                /** @constant */
                type?: "oauth2";
                /**
                 * @description The URL of the token endpoint: https, on the public internet.
                 * @example https://example.com/hooks
                 */
                tokenUrl?: string;
                clientId?: string;
                /** @description Masked in responses. */
                clientSecret?: string;
                scope?: string | null;
                audience?: string | null;
                caCertificate?: string | null;
            } | null;
            /** @description PEM: a certificate authority to trust, and a client certificate with its key. */
            tls?: {
                caCertificate?: string | null;
                clientCertificate?: string | null;
                clientKey?: string | null;
            } | null;
            /** @description Timeouts for the connection (DNS, TCP and TLS), and for the time from the first byte written to the last byte read. */
            timeouts?: {
                connectSeconds?: number | null;
                requestSeconds?: number | null;
            } | null;
            retrySchedule?: number[] | null;
            rateLimit?: {
                perSecond: number;
            } | null;
            ownerEmail?: string | null;
            /** @description The webhook is disabled when all attempts have failed for this time, in at least two deliveries; null means never. Time in which it is paused does not count. A new `url` starts the count again. */
            disableAfterFailingSeconds?: number | null;
        };
        WebhookSecret: {
            /** @description The newest secret; null if the webhook is unsigned or signs with a private key, which is never shown. */
            secret: string | null;
            /** @description The public key for the verification of `ed25519` signatures: `whpk_` and 32 bytes in base64. */
            publicKey?: string;
            /** @description The previous secrets, active until they expire, newest first. With `sha256` the last one signs `<header>`. */
            previous: {
                secret?: string;
                /** @description The public key for the verification of `ed25519` signatures: `whpk_` and 32 bytes in base64. */
                publicKey?: string;
                /**
                 * Format: date-time
                 * @description ISO 8601. Responses use UTC.
                 */
                expiresAt?: string;
            }[];
        };
        WebhookTest: {
            /** @description The request that was sent. The webhook's own header values are masked. */
            request: {
                method: string;
                url: string;
                headers: {
                    [key: string]: string;
                };
                body: string;
            } | null;
            /** @description The response, with up to 100 KB of the body; null if there was none. The webhook's own secrets are masked. */
            response: {
                status: number;
                headers: {
                    [key: string]: string;
                };
                body: string;
                truncated: boolean;
            } | null;
            durationMs: number;
            /** @description The outcome that a delivery would have had. */
            verdict: {
                /** @enum {string} */
                outcome: "succeeded" | "failed";
                reason: string;
                failure?: string;
                retried?: boolean;
            };
        };
        WebhookTestDraft: {
            /**
             * @description A display name. It is stored in Unicode form NFC with single spaces. Invisible characters are refused.
             * @default Draft
             * @example Production alerts
             */
            name?: string;
            /** @default  */
            description?: string;
            /**
             * @description Determines which responses count as success.
             * @default notification
             * @enum {string}
             */
            kind?: "notification" | "siem" | "provisioning" | "deprovisioning" | "request_validation" | "pre_approval";
            /**
             * @description The URL that deliveries are sent to: https, on the public internet.
             * @example https://example.com/hooks
             */
            url: string;
            /**
             * @default POST
             * @enum {string}
             */
            method?: "POST" | "PUT";
            /**
             * @description Headers of each request. Values are masked in responses; `***` keeps the current value. If the endpoint repeats a value of 8 or more characters in its response, it is replaced by `***` before the response is stored or used.
             * @default {}
             */
            headers?: {
                [key: string]: string;
            };
            /**
             * @description The event types that are sent; if empty, nothing is sent. Posthorn's own events, such as `delivery.exhausted`, are sent only if their type is listed: a wildcard does not include them.
             * @default []
             */
            eventTypes?: string[];
            filter?: components["schemas"]["EventFilter"];
            /**
             * @description `paused`: deliveries are held until the webhook is enabled again; `disabled`: they are recorded as discarded.
             * @default enabled
             * @enum {string}
             */
            status?: "enabled" | "paused" | "disabled";
            /**
             * @description The shape of the body: `{type, timestamp, data}`, a template, `[data]`, or `data`.
             * @default {
             *       "format": "standard"
             *     }
             */
            payload?: {
                /** @constant */
                format: "standard";
            } | {
                /** @constant */
                format: "template";
                /**
                 * @description Any JSON. Its strings can contain `${ID}`, `${DATE}`, `${TYPE}`, `${TITLE}`, `${EVENT_MSG}` and `${DATA.path.to.value}`. The examples are the default template, one for Slack and one for Datadog.
                 * @default {
                 *       "id": "${ID}",
                 *       "date": "${DATE}",
                 *       "type": "${TYPE}",
                 *       "title": "${TITLE}",
                 *       "event_msg": "${EVENT_MSG}"
                 *     }
                 * @example {
                 *       "id": "${ID}",
                 *       "date": "${DATE}",
                 *       "type": "${TYPE}",
                 *       "title": "${TITLE}",
                 *       "event_msg": "${EVENT_MSG}"
                 *     }
                 * @example {
                 *       "text": "*${TITLE}*\n${EVENT_MSG}\n${TYPE} at ${DATE} (${ID})"
                 *     }
                 * @example {
                 *       "title": "${TITLE}",
                 *       "text": "${EVENT_MSG}",
                 *       "tags": [
                 *         "source:posthorn",
                 *         "event_type:${TYPE}",
                 *         "event_id:${ID}"
                 *       ]
                 *     }
                 */
                template?: unknown;
            } | {
                /** @constant */
                format: "array";
            } | {
                /** @constant */
                format: "raw";
            };
            /**
             * @description Standard Webhooks 1.0, or `sha256=<hex HMAC of the body>` in a header of your choice. The header names `<header>` and `<header>-next` are then reserved. With the algorithm `ed25519` the receiver verifies signatures with a public key and cannot create them.
             * @default {
             *       "style": "standard",
             *       "algorithm": "hmac-sha256"
             *     }
             */
            signature?: {
                /** @constant */
                style: "standard";
                /**
                 * @default hmac-sha256
                 * @enum {string}
                 */
                algorithm?: "hmac-sha256" | "ed25519";
            } | {
                /** @constant */
                style: "sha256";
                /** @default x-webhook-signature */
                header?: string;
            };
            /** @description Each request carries an access token as `Authorization: Bearer`. The token is requested with client credentials (OAuth 2.0, RFC 6749, section 4.4), cached until shortly before it expires, and requested again once after a 401. */
            auth?: {
                /** @constant */
                type: "oauth2";
                /**
                 * @description The URL of the token endpoint: https, on the public internet.
                 * @example https://example.com/hooks
                 */
                tokenUrl: string;
                clientId: string;
                /** @description Masked in responses. */
                clientSecret: string;
                scope?: string;
                audience?: string;
                /** @description PEM: the certificate authority of the token endpoint, if it is not a public one. */
                caCertificate?: string;
            };
            /**
             * @description PEM: a certificate authority to trust, and a client certificate with its key.
             * @default {}
             */
            tls?: {
                caCertificate?: string;
                clientCertificate?: string;
                clientKey?: string;
            };
            /**
             * @description Timeouts for the connection (DNS, TCP and TLS), and for the time from the first byte written to the last byte read.
             * @default {
             *       "connectSeconds": 5,
             *       "requestSeconds": 5
             *     }
             */
            timeouts?: {
                /** @default 5 */
                connectSeconds?: number;
                /** @default 5 */
                requestSeconds?: number;
            };
            /**
             * @description The time of each retry, in seconds after the first attempt.
             * @default [
             *       60,
             *       600,
             *       3600,
             *       28800,
             *       129600
             *     ]
             */
            retrySchedule?: number[];
            /** @description The maximum number of requests per second. Deliveries above this rate wait, without using up an attempt. */
            rateLimit?: {
                perSecond: number;
            };
            /**
             * Format: email
             * @description The address for mails about failed deliveries; by default the address of the space's owner.
             * @example platform@example.com
             */
            ownerEmail?: string;
            /**
             * @description The webhook is disabled when all attempts have failed for this time, in at least two deliveries; null means never. Time in which it is paused does not count. A new `url` starts the count again.
             * @default 432000
             */
            disableAfterFailingSeconds?: number | null;
            /** @description A secret, or for `ed25519` a private key (`whsk_…`). Generated if omitted; null means unsigned. Masked in responses. */
            secret?: string | null;
        };
    };
    responses: {
        /** @description Bad Request. */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:posthorn:problem:invalid",
                 *       "title": "Bad Request",
                 *       "status": 400,
                 *       "detail": "name: is required",
                 *       "errors": [
                 *         {
                 *           "path": "name",
                 *           "message": "is required"
                 *         }
                 *       ],
                 *       "requestId": "JKJaXmPLvHcESHA="
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Unauthorized. */
        Unauthenticated: {
            headers: {
                "www-authenticate"?: string;
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:posthorn:problem:unauthenticated",
                 *       "title": "Unauthorized",
                 *       "status": 401,
                 *       "detail": "The API key is unknown, revoked or expired.",
                 *       "errors": [],
                 *       "requestId": "JKJaXmPLvHcESHA="
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Forbidden. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:posthorn:problem:forbidden",
                 *       "title": "Forbidden",
                 *       "status": 403,
                 *       "detail": "This requires the role manager; the key has the role viewer.",
                 *       "errors": [],
                 *       "requestId": "JKJaXmPLvHcESHA="
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not Found. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:posthorn:problem:not-found",
                 *       "title": "Not Found",
                 *       "status": 404,
                 *       "detail": "There is no such webhook.",
                 *       "errors": [],
                 *       "requestId": "JKJaXmPLvHcESHA="
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Conflict. */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:posthorn:problem:conflict",
                 *       "title": "Conflict",
                 *       "status": 409,
                 *       "detail": "name: is the name of another webhook of this space; choose another",
                 *       "errors": [
                 *         {
                 *           "path": "name",
                 *           "message": "is the name of another webhook of this space; choose another"
                 *         }
                 *       ],
                 *       "requestId": "JKJaXmPLvHcESHA="
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Precondition Failed. */
        Changed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:posthorn:problem:changed",
                 *       "title": "Precondition Failed",
                 *       "status": 412,
                 *       "detail": "The current version of the resource is \"4\": read it again and repeat the change.",
                 *       "errors": [],
                 *       "requestId": "JKJaXmPLvHcESHA="
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Content Too Large. */
        TooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:posthorn:problem:too-large",
                 *       "title": "Content Too Large",
                 *       "status": 413,
                 *       "detail": "At most 262144 bytes are allowed.",
                 *       "errors": [],
                 *       "requestId": "JKJaXmPLvHcESHA="
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Unsupported Media Type. */
        WrongContentType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:posthorn:problem:wrong-content-type",
                 *       "title": "Unsupported Media Type",
                 *       "status": 415,
                 *       "detail": "The content type must be application/json.",
                 *       "errors": [],
                 *       "requestId": "JKJaXmPLvHcESHA="
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Unprocessable Content. */
        KeyReused: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:posthorn:problem:idempotency-key-reused",
                 *       "title": "Unprocessable Content",
                 *       "status": 422,
                 *       "detail": "The Idempotency-Key was used with another request within the last 24 hours: use a new key.",
                 *       "errors": [],
                 *       "requestId": "JKJaXmPLvHcESHA="
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too Many Requests. */
        Busy: {
            headers: {
                "retry-after"?: string;
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:posthorn:problem:busy",
                 *       "title": "Too Many Requests",
                 *       "status": 429,
                 *       "detail": "Other requests changed the same resources at the same time. Nothing was changed; try again.",
                 *       "errors": [],
                 *       "requestId": "JKJaXmPLvHcESHA="
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type AcceptedEvent = components['schemas']['AcceptedEvent'];
export type ApiKey = components['schemas']['ApiKey'];
export type ApiKeyDraft = components['schemas']['ApiKeyDraft'];
export type Caller = components['schemas']['Caller'];
export type Delivery = components['schemas']['Delivery'];
export type DisabledRules = components['schemas']['DisabledRules'];
export type Event = components['schemas']['Event'];
export type EventBatch = components['schemas']['EventBatch'];
export type EventBatchResults = components['schemas']['EventBatchResults'];
export type EventDraft = components['schemas']['EventDraft'];
export type EventFilter = components['schemas']['EventFilter'];
export type EventSummary = components['schemas']['EventSummary'];
export type EventType = components['schemas']['EventType'];
export type EventTypeDraft = components['schemas']['EventTypeDraft'];
export type Execution = components['schemas']['Execution'];
export type FilterTest = components['schemas']['FilterTest'];
export type FilterTestResult = components['schemas']['FilterTestResult'];
export type ListedWebhook = components['schemas']['ListedWebhook'];
export type NewApiKey = components['schemas']['NewApiKey'];
export type Notification = components['schemas']['Notification'];
export type NotificationDraft = components['schemas']['NotificationDraft'];
export type NotificationPatch = components['schemas']['NotificationPatch'];
export type PortalLink = components['schemas']['PortalLink'];
export type PortalLinkDraft = components['schemas']['PortalLinkDraft'];
export type Problem = components['schemas']['Problem'];
export type Replay = components['schemas']['Replay'];
export type Rule = components['schemas']['Rule'];
export type RuleDraft = components['schemas']['RuleDraft'];
export type RulePatch = components['schemas']['RulePatch'];
export type Scorecard = components['schemas']['Scorecard'];
export type ScorecardDraft = components['schemas']['ScorecardDraft'];
export type SecretRotation = components['schemas']['SecretRotation'];
export type Space = components['schemas']['Space'];
export type SpaceDraft = components['schemas']['SpaceDraft'];
export type SpacePatch = components['schemas']['SpacePatch'];
export type Statistics = components['schemas']['Statistics'];
export type Webhook = components['schemas']['Webhook'];
export type WebhookDraft = components['schemas']['WebhookDraft'];
export type WebhookHealth = components['schemas']['WebhookHealth'];
export type WebhookHealthSummary = components['schemas']['WebhookHealthSummary'];
export type WebhookPatch = components['schemas']['WebhookPatch'];
export type WebhookSecret = components['schemas']['WebhookSecret'];
export type WebhookTest = components['schemas']['WebhookTest'];
export type WebhookTestDraft = components['schemas']['WebhookTestDraft'];
export type ResponseBadRequest = components['responses']['BadRequest'];
export type ResponseUnauthenticated = components['responses']['Unauthenticated'];
export type ResponseForbidden = components['responses']['Forbidden'];
export type ResponseNotFound = components['responses']['NotFound'];
export type ResponseConflict = components['responses']['Conflict'];
export type ResponseChanged = components['responses']['Changed'];
export type ResponseTooLarge = components['responses']['TooLarge'];
export type ResponseWrongContentType = components['responses']['WrongContentType'];
export type ResponseKeyReused = components['responses']['KeyReused'];
export type ResponseBusy = components['responses']['Busy'];
export type $defs = Record<string, never>;
export interface operations {
    listSpaces: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of spaces. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Space"][];
                        /** @description The cursor of the next page; null on the last page. */
                        next: string | null;
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
        };
    };
    createSpace: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key within 24 hours are executed once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "acme",
                 *       "name": "Acme Inc.",
                 *       "ownerEmail": "platform@acme.example"
                 *     }
                 */
                "application/json": components["schemas"]["SpaceDraft"];
            };
        };
        responses: {
            /** @description The space. */
            201: {
                headers: {
                    /** @description The URL of the new resource. */
                    location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Space"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongContentType"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["Busy"];
        };
    };
    readSpace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                space: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The space. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Space"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
        };
    };
    deleteSpace: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the version to change; `*` for any existing version. */
                "If-Match"?: string;
            };
            path: {
                space: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The space is deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["Changed"];
            429: components["responses"]["Busy"];
        };
    };
    changeSpace: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the version to change; `*` for any existing version. */
                "If-Match"?: string;
            };
            path: {
                space: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Acme International"
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["SpacePatch"];
                /**
                 * @example {
                 *       "name": "Acme International"
                 *     }
                 */
                "application/json": components["schemas"]["SpacePatch"];
            };
        };
        responses: {
            /** @description The updated space. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Space"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["Changed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongContentType"];
            429: components["responses"]["Busy"];
        };
    };
    listKeys: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                space: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of keys, without the secret keys. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ApiKey"][];
                        /** @description The cursor of the next page; null on the last page. */
                        next: string | null;
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key within 24 hours are executed once. */
                "Idempotency-Key"?: string;
            };
            path: {
                space: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Integration tests",
                 *       "role": "manager"
                 *     }
                 */
                "application/json": components["schemas"]["ApiKeyDraft"];
            };
        };
        responses: {
            /** @description The key. It is shown only once. */
            201: {
                headers: {
                    /** @description The URL of the new resource. */
                    location?: string;
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongContentType"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["Busy"];
        };
    };
    createPortalLink: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key within 24 hours are executed once. */
                "Idempotency-Key"?: string;
            };
            path: {
                space: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "role": "viewer",
                 *       "expiresInSeconds": 3600
                 *     }
                 */
                "application/json": components["schemas"]["PortalLinkDraft"];
            };
        };
        responses: {
            /** @description The link. It is shown only once. */
            201: {
                headers: {
                    /** @description The URL of the new resource. */
                    location?: string;
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortalLink"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongContentType"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["Busy"];
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                space: string;
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key is revoked. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["Busy"];
        };
    };
    listWebhooks: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                space: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of webhooks with their health. Secrets are masked. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ListedWebhook"][];
                        /** @description The cursor of the next page; null on the last page. */
                        next: string | null;
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key within 24 hours are executed once. */
                "Idempotency-Key"?: string;
            };
            path: {
                space: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Alerts to Slack",
                 *       "url": "https://hooks.slack.com/services/T000/B000/XXXX",
                 *       "eventTypes": [
                 *         "hit.detected",
                 *         "system.*"
                 *       ],
                 *       "filter": {
                 *         "data": {
                 *           "severity": [
                 *             {
                 *               "numeric": [
                 *                 ">=",
                 *                 3
                 *               ]
                 *             }
                 *           ]
                 *         }
                 *       },
                 *       "payload": {
                 *         "format": "template",
                 *         "template": {
                 *           "text": "*${TITLE}*\n${EVENT_MSG}"
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["WebhookDraft"];
            };
        };
        responses: {
            /** @description The webhook. Secrets are masked. */
            201: {
                headers: {
                    /** @description The URL of the new resource. */
                    location?: string;
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongContentType"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["Busy"];
        };
    };
    readWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                space: string;
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook. Secrets are masked. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
        };
    };
    deleteWebhook: {
        parameters: {
            query?: {
                force?: "true" | "false";
            };
            header?: {
                /** @description The `ETag` of the version to change; `*` for any existing version. */
                "If-Match"?: string;
            };
            path: {
                space: string;
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook is deleted, and these rules are disabled. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisabledRules"];
                };
            };
            /** @description The webhook is deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["Changed"];
            429: components["responses"]["Busy"];
        };
    };
    changeWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the version to change; `*` for any existing version. */
                "If-Match"?: string;
            };
            path: {
                space: string;
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "status": "paused",
                 *       "headers": {
                 *         "X-Api-Key": "new value",
                 *         "X-Old": null
                 *       }
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["WebhookPatch"];
                /**
                 * @example {
                 *       "status": "paused",
                 *       "headers": {
                 *         "X-Api-Key": "new value",
                 *         "X-Old": null
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["WebhookPatch"];
            };
        };
        responses: {
            /** @description The updated webhook. Secrets are masked. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["Changed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongContentType"];
            429: components["responses"]["Busy"];
        };
    };
    readWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                space: string;
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The active secrets or public keys. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookSecret"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the version to change; `*` for any existing version. */
                "If-Match"?: string;
            };
            path: {
                space: string;
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "overlapSeconds": 86400
                 *     }
                 */
                "application/json": components["schemas"]["SecretRotation"];
            };
        };
        responses: {
            /** @description The active secrets. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookSecret"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["Changed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongContentType"];
            429: components["responses"]["Busy"];
        };
    };
    testWebhookDraft: {
        parameters: {
            query?: {
                eventType?: string;
            };
            header?: never;
            path: {
                space: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://example.com/hooks",
                 *       "eventTypes": [
                 *         "hit.detected"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["WebhookTestDraft"];
            };
        };
        responses: {
            /** @description The result of the test, whether it succeeded or failed. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookTest"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongContentType"];
            429: components["responses"]["Busy"];
        };
    };
    testWebhook: {
        parameters: {
            query?: {
                eventType?: string;
            };
            header?: never;
            path: {
                space: string;
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description The result of the test, whether it succeeded or failed. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookTest"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongContentType"];
            429: components["responses"]["Busy"];
        };
    };
    readWebhookHealth: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                space: string;
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The health of the webhook. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookHealth"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
        };
    };
    listNotifications: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                space: string;
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of notifications. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Notification"][];
                        /** @description The cursor of the next page; null on the last page. */
                        next: string | null;
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
        };
    };
    createNotification: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key within 24 hours are executed once. */
                "Idempotency-Key"?: string;
            };
            path: {
                space: string;
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "eventType": "hit.detected",
                 *       "title": "A hit!",
                 *       "message": "Check it now."
                 *     }
                 */
                "application/json": components["schemas"]["NotificationDraft"];
            };
        };
        responses: {
            /** @description The notification. */
            201: {
                headers: {
                    /** @description The URL of the new resource. */
                    location?: string;
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notification"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongContentType"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["Busy"];
        };
    };
    readNotification: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                space: string;
                webhookId: string;
                notificationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The notification. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notification"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
        };
    };
    deleteNotification: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the version to change; `*` for any existing version. */
                "If-Match"?: string;
            };
            path: {
                space: string;
                webhookId: string;
                notificationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The notification is deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["Changed"];
            429: components["responses"]["Busy"];
        };
    };
    changeNotification: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the version to change; `*` for any existing version. */
                "If-Match"?: string;
            };
            path: {
                space: string;
                webhookId: string;
                notificationId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "title": null
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["NotificationPatch"];
                /**
                 * @example {
                 *       "title": null
                 *     }
                 */
                "application/json": components["schemas"]["NotificationPatch"];
            };
        };
        responses: {
            /** @description The updated notification. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notification"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["Changed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongContentType"];
            429: components["responses"]["Busy"];
        };
    };
    listEvents: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                type?: string;
                since?: string;
                until?: string;
            };
            header?: never;
            path: {
                space: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["EventSummary"][];
                        /** @description The cursor of the next page; null on the last page. */
                        next: string | null;
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
        };
    };
    sendEvent: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key within 24 hours are executed once. */
                "Idempotency-Key"?: string;
            };
            path: {
                space: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "hit.detected",
                 *       "title": "A hit",
                 *       "data": {
                 *         "severity": 3
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["EventDraft"] | components["schemas"]["EventBatch"];
            };
        };
        responses: {
            /** @description The event is on the bus. */
            202: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedEvent"];
                };
            };
            /** @description The result of each event, in the order of the request. */
            207: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventBatchResults"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongContentType"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["Busy"];
        };
    };
    readEvent: {
        parameters: {
            query?: {
                cursor?: string;
            };
            header?: never;
            path: {
                space: string;
                eventId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The event. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
        };
    };
    listReplays: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                space: string;
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of replays. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Replay"][];
                        /** @description The cursor of the next page; null on the last page. */
                        next: string | null;
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
        };
    };
    startReplay: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key within 24 hours are executed once. */
                "Idempotency-Key"?: string;
            };
            path: {
                space: string;
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: date-time
                     * @description Deliveries of events with this time or a later one.
                     */
                    since: string;
                    /**
                     * Format: date-time
                     * @description Deliveries of events with an earlier time. By default there is no limit; events with a time in the future are included.
                     */
                    until?: string;
                    /** @description By default `failed`, `exhausted` and `discarded`. */
                    statuses?: ("succeeded" | "failed" | "exhausted" | "discarded")[];
                    /** @description By default all. */
                    eventTypes?: string[];
                    /**
                     * @description Whether to only count the matching deliveries.
                     * @default false
                     */
                    dryRun?: boolean;
                };
            };
        };
        responses: {
            /** @description The replay, in progress. */
            202: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replay"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongContentType"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["Busy"];
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                status?: "pending" | "retrying" | "held" | "succeeded" | "failed" | "exhausted" | "discarded";
                eventType?: string;
                since?: string;
                until?: string;
                createdSince?: string;
                createdUntil?: string;
            };
            header?: never;
            path: {
                space: string;
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of deliveries. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Delivery"][];
                        /** @description The cursor of the next page; null on the last page. */
                        next: string | null;
                        /**
                         * Format: date-time
                         * @description How far back this page has searched, as the time of an event. Absent on the last page.
                         */
                        searchedTo?: string;
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
        };
    };
    listSpaceDeliveries: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                status?: "pending" | "retrying" | "held" | "succeeded" | "failed" | "exhausted" | "discarded";
                eventType?: string;
                since?: string;
                until?: string;
                createdSince?: string;
                createdUntil?: string;
            };
            header?: never;
            path: {
                space: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of deliveries. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Delivery"][];
                        /** @description The cursor of the next page; null on the last page. */
                        next: string | null;
                        /**
                         * Format: date-time
                         * @description How far back this page has searched, as the time of an event. Absent on the last page.
                         */
                        searchedTo?: string;
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
        };
    };
    readDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                space: string;
                webhookId: string;
                deliveryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
        };
    };
    readReplay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                space: string;
                webhookId: string;
                replayId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The replay. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replay"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
        };
    };
    cancelReplay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                space: string;
                webhookId: string;
                replayId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The canceled replay. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replay"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["Busy"];
        };
    };
    retryDelivery: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key within 24 hours are executed once. */
                "Idempotency-Key"?: string;
            };
            path: {
                space: string;
                webhookId: string;
                deliveryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery, in progress again. */
            202: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongContentType"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["Busy"];
        };
    };
    readSpaceStatistics: {
        parameters: {
            query?: {
                interval?: "hour" | "day";
                since?: string;
                until?: string;
            };
            header?: never;
            path: {
                space: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The statistics. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Statistics"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
        };
    };
    readStatistics: {
        parameters: {
            query?: {
                interval?: "hour" | "day";
                since?: string;
                until?: string;
            };
            header?: never;
            path: {
                space: string;
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The statistics. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Statistics"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
        };
    };
    listRules: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                space: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of rules. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Rule"][];
                        /** @description The cursor of the next page; null on the last page. */
                        next: string | null;
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
        };
    };
    createRule: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key within 24 hours are executed once. */
                "Idempotency-Key"?: string;
            };
            path: {
                space: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Tell the owner",
                 *       "ownerEmail": "owner@acme.example",
                 *       "trigger": {
                 *         "eventType": "score.changed",
                 *         "filter": {
                 *           "data": {
                 *             "score": [
                 *               {
                 *                 "numeric": [
                 *                   "<",
                 *                   70
                 *                 ]
                 *               }
                 *             ]
                 *           }
                 *         }
                 *       },
                 *       "scope": {
                 *         "type": "portfolio",
                 *         "portfolioId": "vendors"
                 *       },
                 *       "steps": [
                 *         {
                 *           "webhookId": "01JCH5Q2M8Z0V6W3X9Y4T7R1KD"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["RuleDraft"];
            };
        };
        responses: {
            /** @description The rule. */
            201: {
                headers: {
                    /** @description The URL of the new resource. */
                    location?: string;
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rule"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongContentType"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["Busy"];
        };
    };
    readRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                space: string;
                ruleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rule. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rule"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
        };
    };
    deleteRule: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the version to change; `*` for any existing version. */
                "If-Match"?: string;
            };
            path: {
                space: string;
                ruleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rule is deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["Changed"];
            429: components["responses"]["Busy"];
        };
    };
    changeRule: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the version to change; `*` for any existing version. */
                "If-Match"?: string;
            };
            path: {
                space: string;
                ruleId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "enabled": false
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["RulePatch"];
                /**
                 * @example {
                 *       "enabled": false
                 *     }
                 */
                "application/json": components["schemas"]["RulePatch"];
            };
        };
        responses: {
            /** @description The updated rule. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rule"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["Changed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongContentType"];
            429: components["responses"]["Busy"];
        };
    };
    listExecutions: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                status?: "pending" | "retrying" | "held" | "succeeded" | "failed" | "exhausted" | "discarded";
                eventType?: string;
                since?: string;
                until?: string;
                createdSince?: string;
                createdUntil?: string;
            };
            header?: never;
            path: {
                space: string;
                ruleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of executions. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Execution"][];
                        /** @description The cursor of the next page; null on the last page. */
                        next: string | null;
                        /**
                         * Format: date-time
                         * @description How far back this page has searched, as the time of an event. Absent on the last page.
                         */
                        searchedTo?: string;
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
        };
    };
    readExecution: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                space: string;
                ruleId: string;
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The execution. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
        };
    };
    retryExecution: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key within 24 hours are executed once. */
                "Idempotency-Key"?: string;
            };
            path: {
                space: string;
                ruleId: string;
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The execution, in progress again. */
            202: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongContentType"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["Busy"];
        };
    };
    testFilter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                space: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "filter": {
                 *         "data": {
                 *           "severity": [
                 *             {
                 *               "numeric": [
                 *                 ">=",
                 *                 3
                 *               ]
                 *             }
                 *           ]
                 *         }
                 *       },
                 *       "event": {
                 *         "type": "hit.detected",
                 *         "data": {
                 *           "severity": 2
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["FilterTest"];
            };
        };
        responses: {
            /** @description Whether the event matches, and if not, which fields do not match. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FilterTestResult"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongContentType"];
            429: components["responses"]["Busy"];
        };
    };
    readScorecard: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                space: string;
                scorecardId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The scorecard. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scorecard"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
        };
    };
    putScorecard: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the version to change; `*` for any existing version. */
                "If-Match"?: string;
                /** @description `*` to create the resource only if it does not exist. */
                "If-None-Match"?: string;
            };
            path: {
                space: string;
                scorecardId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "domain": "example.com",
                 *       "groups": [
                 *         "own",
                 *         "portfolio:vendors"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ScorecardDraft"];
            };
        };
        responses: {
            /** @description The scorecard. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scorecard"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["Changed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongContentType"];
            429: components["responses"]["Busy"];
        };
    };
    deleteScorecard: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the version to change; `*` for any existing version. */
                "If-Match"?: string;
            };
            path: {
                space: string;
                scorecardId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The scorecard is deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["Changed"];
            429: components["responses"]["Busy"];
        };
    };
    listScorecards: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                space: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of scorecards. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Scorecard"][];
                        /** @description The cursor of the next page; null on the last page. */
                        next: string | null;
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
        };
    };
    readEventType: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                space: string;
                type: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The event type. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventType"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
        };
    };
    putEventType: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the version to change; `*` for any existing version. */
                "If-Match"?: string;
                /** @description `*` to create the resource only if it does not exist. */
                "If-None-Match"?: string;
            };
            path: {
                space: string;
                type: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "description": "A hit was detected.",
                 *       "schema": {
                 *         "type": "object",
                 *         "properties": {
                 *           "severity": {
                 *             "type": "integer"
                 *           }
                 *         },
                 *         "required": [
                 *           "severity"
                 *         ]
                 *       },
                 *       "example": {
                 *         "severity": 3
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["EventTypeDraft"];
            };
        };
        responses: {
            /** @description The event type. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventType"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["Changed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongContentType"];
            429: components["responses"]["Busy"];
        };
    };
    deleteEventType: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the version to change; `*` for any existing version. */
                "If-Match"?: string;
            };
            path: {
                space: string;
                type: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The description is deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["Changed"];
            429: components["responses"]["Busy"];
        };
    };
    listEventTypes: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                space: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of event types. */
            200: {
                headers: {
                    /** @description The version of the resource, if it has versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["EventType"][];
                        /** @description The cursor of the next page; null on the last page. */
                        next: string | null;
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
        };
    };
    readCaller: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The caller, by its key or token. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Caller"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
        };
    };
    readOpenApiDocument: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An OpenAPI 3.1 document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        openapi: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["BadRequest"];
        };
    };
    readHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The API is available. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "ok";
                    };
                };
            };
            400: components["responses"]["BadRequest"];
        };
    };
}
