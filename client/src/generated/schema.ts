export interface paths {
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
         * @description Nothing is sent, accepted or read for it from now on. Its webhooks, rules and keys and the records of its deliveries are cleared away shortly after. Its events stay stored, out of reach of every request, until their retention ends; only then is the id free again.
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
         * @description Roles: admin, manager.
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
         * @description The link signs its holder in to this space, with this role, until it expires. Its key is in the fragment of the URL, which browsers send to nobody; it is listed among the keys and can be revoked there. A portal link makes no keys and no further links.
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
         * @description Whoever still uses it is refused within seconds.
         *
         *     Roles: admin, manager.
         */
        delete: operations["revokeKey"];
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
         * Delete a webhook for good
         * @description Its subscriptions end at once; its notifications and deliveries are cleared away shortly after. While a rule calls it, the answer is a 409, unless `force` is true: then such rules are disabled, and the answer names them.
         *
         *     Roles: manager.
         */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        /**
         * Change a webhook
         * @description A JSON merge patch (RFC 7396): null takes a field back to its default, but `secret: null` stops signing, and `disableAfterFailingSeconds: null` means never. A `filter` is replaced as a whole. A new `secret` replaces all older ones at once; rotate it to have both sign for a while. Another `signature.algorithm` without a `secret` makes a new key, and the secrets before it sign on for a day.
         *
         *     Roles: manager.
         */
        patch: operations["changeWebhook"];
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
    "/v1/spaces/{space}/webhooks/{webhookId}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the secrets or public keys of what signs now, newest first
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
         * Make a new signing secret
         * @description The secrets before it sign as well until the overlap ends, so that a receiver can change over and refuse nothing. With the style `standard`, `webhook-signature` carries a signature by each: give the receiver the new secret, or with `ed25519` the new public key, before the overlap ends. With `sha256`, the header that receivers know keeps the oldest secret until it expires; `<header>-next` carries the signatures by newer ones, newest first, separated by spaces. A receiver compares the header with every secret that is listed here, or it takes the new secret in time and accepts a match in either header. One that can do neither is given the new secret, and at once a PATCH of the webhook with this `secret` ends the older ones; what it refuses in between is tried again.
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
         * Try out a webhook before it is saved
         * @description Sends a sample at once and waits for the answer. The sample's data is the event type's example, if it has one. It answers within 30 seconds: where the clocks are longer together, they are shortened, that for connecting first.
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
         * Try out a webhook as it is saved
         * @description Sends a sample at once and waits for the answer. The sample's data is the event type's example, if it has one. It answers within 30 seconds: where the clocks are longer together, they are shortened, that for connecting first.
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
         * Read how a webhook is doing
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
         * Go back to the producer's words
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
         * Set a webhook's own words for an event type
         * @description Roles: manager.
         */
        post: operations["createNotification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
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
         * @description Events are listed at most two minutes after they were received; how their deliveries stand is read at once. A page may be short, or empty, though more follow: go on while there is a `next`.
         *
         *     Roles: manager, viewer.
         */
        get: operations["listEvents"];
        put?: never;
        /**
         * Send an event, or up to 100
         * @description Answers once the events are on the bus. The same own id or `Idempotency-Key` within 24 hours is one event. Of many events each is accepted or refused by itself: repeat those whose `status` is 500, with the same key and the same body.
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
         * Read an event and what became of its deliveries
         * @description An event for very many webhooks has its deliveries on several pages. Of events that had the same own id one after the other, the latest.
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
    "/v1/spaces/{space}/webhooks/{webhookId}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the deliveries of a webhook, newest first
         * @description With filters a page may be short, or empty, though more follow: go on while there is a `next`.
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
         * @description Deliveries are listed at most two minutes after they were first attempted or parked; how they stand is read at once. With filters a page may be short, or empty, though more follow: go on while there is a `next`.
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
         * See how far a replay has come
         * @description Roles: manager, viewer.
         */
        get: operations["readReplay"];
        put?: never;
        post?: never;
        /**
         * Cancel a replay
         * @description What it has put on its way still goes out.
         *
         *     Roles: manager.
         */
        delete: operations["cancelReplay"];
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
         * Send ended deliveries again, each with its whole schedule of retries
         * @description Works through the deliveries of events in a range of time, no faster than they go out. None is left out, however many there are.
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
         * Attempt an ended delivery once more, now
         * @description With the same `Idempotency-Key` twice it is attempted once. A paused or disabled webhook is a 409.
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
         * Read how the deliveries of a space fared
         * @description What happens is counted when it happens, at most two minutes late, and kept for 30 days. Steps of rules count for the webhook that they call. What webhooks did that are deleted by now still counts for the space.
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
         * Read how the deliveries of a webhook fared
         * @description What happens is counted when it happens, at most two minutes late, and kept for 30 days. Steps of rules count for the webhook that they call.
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
         * @description A JSON merge patch (RFC 7396): null takes a field back to its default; steps, the scope and the filter are replaced as a whole.
         *
         *     Roles: manager.
         */
        patch: operations["changeRule"];
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
    "/v1/spaces/{space}/rules/{ruleId}/executions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the executions of a rule, newest first
         * @description With filters a page may be short, or empty, though more follow: go on while there is a `next`.
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
         * Read an execution with each step's attempts
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
         * Go on with an execution from the step that failed, now
         * @description Earlier steps are not called again. With the same `Idempotency-Key` twice it is attempted once. While it goes on, once it succeeded, or while the webhook is paused or disabled, the answer is a 409.
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
         * @description Nothing is saved or sent. The event has the form in which it would be sent.
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
         * Read what is known of an event type
         * @description Roles: manager, viewer.
         */
        get: operations["readEventType"];
        /**
         * Describe an event type, or describe it anew
         * @description With a schema, an event of the type whose `data` does not fit is refused when it comes in.
         *
         *     Roles: manager.
         */
        put: operations["putEventType"];
        post?: never;
        /**
         * Forget what is known of an event type
         * @description Events of the type come in as before, unchecked.
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
         * Tell who calls
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
         * @description Needs no key.
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
         * Tell that the API answers
         * @description Needs no key.
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
             * @description A name for people, kept in Unicode form NFC with single spaces. Invisible characters are refused.
             * @example Production alerts
             */
            name: string;
            /**
             * @description `manager`: all of the space; `viewer`: reads, secrets masked; `producer`: sends events.
             * @enum {string}
             */
            role: "manager" | "viewer" | "producer";
            /**
             * Format: date-time
             * @description ISO 8601, answered in UTC.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601, answered in UTC.
             */
            expiresAt?: string;
            /** @description True for the key of a portal link. */
            portalLink?: boolean;
        };
        ApiKeyDraft: {
            /**
             * @description A name for people, kept in Unicode form NFC with single spaces. Invisible characters are refused.
             * @example Production alerts
             */
            name: string;
            /**
             * @description `manager`: all of the space; `viewer`: reads, secrets masked; `producer`: sends events.
             * @enum {string}
             */
            role: "manager" | "viewer" | "producer";
            /**
             * Format: date-time
             * @description ISO 8601, answered in UTC.
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
            /** @description The one space that the caller reaches; none for `admin`. */
            space?: string;
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
             * @description `pending`, `retrying` and `held` go on; the others are ends.
             * @enum {string}
             */
            status: "pending" | "retrying" | "held" | "succeeded" | "failed" | "exhausted" | "discarded";
            /**
             * Format: date-time
             * @description ISO 8601, answered in UTC.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601, answered in UTC.
             */
            updatedAt: string;
            /** @description The first attempt and the latest ones, 60 at most, by their numbers. */
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
            /** @description How many attempts there were, whether they are still shown or not. */
            attemptCount: number;
            /** @description What the receiver answered, for kinds that use it, `***` in place of the webhook's own secrets. */
            response?: unknown;
            /** @description Why it ended or waits, when no attempt says it. */
            reason?: string;
            /**
             * Format: date-time
             * @description ISO 8601, answered in UTC.
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
             * @description ISO 8601, answered in UTC.
             */
            time: string;
            /**
             * Format: date-time
             * @description ISO 8601, answered in UTC.
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
                     * @description Whose delivery it is, …
                     * @example 01JCH5Q2M8Z0V6W3X9Y4T7R1KD
                     */
                    webhookId?: string;
                    /**
                     * @description … or which rule it set off.
                     * @example 01JCH5Q2M8Z0V6W3X9Y4T7R1KD
                     */
                    ruleId?: string;
                    /**
                     * @description `pending`, `retrying` and `held` go on; the others are ends.
                     * @enum {string}
                     */
                    status: "pending" | "retrying" | "held" | "succeeded" | "failed" | "exhausted" | "discarded";
                }[];
                /** @description The cursor of the next page; null on the last. */
                next: string | null;
            };
        };
        EventBatch: {
            events: components["schemas"]["EventDraft"][];
        };
        EventBatchResults: {
            results: {
                /** @description What it would have been answered with alone. */
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
             * @description ISO 8601, answered in UTC.
             */
            time?: string;
        };
        /**
         * @description An EventBridge event pattern over `{type, title, message, data, scorecard}`: of the events of its types, only what matches is sent. Operators: `prefix`, `suffix`, `equals-ignore-case`, `wildcard`, `anything-but`, `numeric`, `exists`, `cidr` and `$or`.
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
             * @description ISO 8601, answered in UTC.
             */
            time: string;
            /**
             * Format: date-time
             * @description ISO 8601, answered in UTC.
             */
            receivedAt: string;
            /** @description How many of its deliveries, executions of rules included, have which status. */
            deliveryCounts: {
                pending: number;
                retrying: number;
                held: number;
                succeeded: number;
                failed: number;
                exhausted: number;
                discarded: number;
            };
            /** @description It went to so many that only the first thousand or so are counted. */
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
             * @description ISO 8601, answered in UTC.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601, answered in UTC.
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
            /** @description What the rule was called when the execution began. */
            ruleName: string;
            eventId: string;
            eventType: string;
            /**
             * @description `pending`, `retrying` and `held` go on; the others are ends.
             * @enum {string}
             */
            status: "pending" | "retrying" | "held" | "succeeded" | "failed" | "exhausted" | "discarded";
            /**
             * Format: date-time
             * @description ISO 8601, answered in UTC.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601, answered in UTC.
             */
            updatedAt: string;
            /** @description How many attempts there were, whether they are still shown or not. */
            attemptCount: number;
            /** @description As they were when the execution began, each with its attempts: of all steps together, the first and the latest ones, 60 at most. */
            steps: {
                /**
                 * @description A ULID.
                 * @example 01JCH5Q2M8Z0V6W3X9Y4T7R1KD
                 */
                webhookId: string;
                /** @description `succeeded` for a step that is done, the status of the execution for the one it is at. */
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
            /** @description Why it ended or waits, when no attempt says it. */
            reason?: string;
            /**
             * Format: date-time
             * @description ISO 8601, answered in UTC.
             */
            nextAttemptAt?: string;
        };
        FilterTest: {
            filter: components["schemas"]["EventFilter"];
            event: components["schemas"]["EventDraft"];
        };
        FilterTestResult: {
            /** @description Whether a webhook or rule with this filter would get the event. */
            matches: boolean;
            /** @description What of the event does not match; with `$or`, for the alternative that comes nearest. */
            misfits: {
                path: string;
                message: string;
            }[];
            /** @description The event has too many values for this filter to be decided; such an event is sent. */
            undecided: boolean;
        };
        ListedWebhook: {
            /**
             * @description A ULID.
             * @example 01JCH5Q2M8Z0V6W3X9Y4T7R1KD
             */
            id: string;
            /**
             * @description A name for people, kept in Unicode form NFC with single spaces. Invisible characters are refused.
             * @example Production alerts
             */
            name: string;
            /** @default  */
            description: string;
            /**
             * @description Sets what counts as success.
             * @default notification
             * @enum {string}
             */
            kind: "notification" | "siem" | "provisioning" | "deprovisioning" | "request_validation" | "pre_approval";
            /**
             * @description Where deliveries go: https, on the public internet.
             * @example https://example.com/hooks
             */
            url: string;
            /**
             * @default POST
             * @enum {string}
             */
            method: "POST" | "PUT";
            /**
             * @description Sent along; values are shown masked. `***` keeps the value that is there. Where the endpoint repeats a value of 8 or more characters in its answer, `***` takes its place in all that is made of the answer.
             * @default {}
             */
            headers: {
                [key: string]: string;
            };
            /**
             * @description What is sent. None chosen means nothing is sent. Posthorn's own results, such as `delivery.exhausted`, are sent only to who names them: a wildcard does not mean them.
             * @default []
             */
            eventTypes: string[];
            filter?: components["schemas"]["EventFilter"];
            /**
             * @description `paused` holds deliveries until it is enabled again; `disabled` records them as discarded.
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
                 * @description Any JSON; its strings may hold `${ID}`, `${DATE}`, `${TYPE}`, `${TITLE}`, `${EVENT_MSG}` and `${DATA.path.to.value}`. The examples are the default, one for Slack and one for Datadog: copy and change them.
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
             * @description Standard Webhooks 1.0, or `sha256=<hex HMAC of the body>` in a header of your choice. The names `<header>` and `<header>-next` are then taken. With the algorithm `ed25519` the receiver verifies with a public key, and holds nothing to sign with.
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
            /** @description An access token goes along as `Authorization: Bearer`, fetched by client credentials (OAuth 2.0, RFC 6749, section 4.4), kept until shortly before its end, and fetched anew once after a 401. */
            auth?: {
                /** @constant */
                type: "oauth2";
                /**
                 * @description Where tokens come from: https, on the public internet.
                 * @example https://example.com/hooks
                 */
                tokenUrl: string;
                clientId: string;
                /** @description Shown masked. */
                clientSecret: string;
                scope?: string;
                audience?: string;
                /** @description PEM: an own authority of the token endpoint. */
                caCertificate?: string;
            };
            /**
             * @description PEM: an own authority to trust, and a client certificate with its key.
             * @default {}
             */
            tls: {
                caCertificate?: string;
                clientCertificate?: string;
                clientKey?: string;
            };
            /**
             * @description Two clocks: DNS, TCP and TLS; and from the first byte written to the last one read.
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
             * @description Seconds after the first attempt at which each retry falls due.
             * @default [
             *       60,
             *       600,
             *       3600,
             *       28800,
             *       129600
             *     ]
             */
            retrySchedule: number[];
            /** @description Most requests a second; what is beyond waits, and uses up no attempt. */
            rateLimit?: {
                perSecond: number;
            };
            /**
             * Format: email
             * @description Who is mailed when deliveries fail; by default the space's owner.
             * @example platform@example.com
             */
            ownerEmail?: string;
            /**
             * @description The webhook is disabled when it has done nothing but fail for so long, in at least two deliveries; null means never. Time in which it is paused does not count, and a new `url` starts anew.
             * @default 432000
             */
            disableAfterFailingSeconds: number | null;
            secret: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, answered in UTC.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601, answered in UTC.
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
             * @description A name for people, kept in Unicode form NFC with single spaces. Invisible characters are refused.
             * @example Production alerts
             */
            name: string;
            /**
             * @description `manager`: all of the space; `viewer`: reads, secrets masked; `producer`: sends events.
             * @enum {string}
             */
            role: "manager" | "viewer" | "producer";
            /**
             * Format: date-time
             * @description ISO 8601, answered in UTC.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601, answered in UTC.
             */
            expiresAt?: string;
            /** @description True for the key of a portal link. */
            portalLink?: boolean;
            /** @description The key itself. It is shown this once and not kept. */
            key: string;
        };
        Notification: {
            /** @description Becomes `${TITLE}`. */
            title?: string;
            /** @description Becomes `${EVENT_MSG}`. */
            message?: string;
            /** @description The event type: a webhook has one notification of a type. */
            id: string;
            eventType: string;
            /**
             * Format: date-time
             * @description ISO 8601, answered in UTC.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601, answered in UTC.
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
             * @description Opens the console, signed in. It is shown this once and not kept.
             */
            url: string;
            /**
             * Format: date-time
             * @description ISO 8601, answered in UTC.
             */
            expiresAt: string;
        };
        PortalLinkDraft: {
            /**
             * @description `manager`: all of the space but new keys; `viewer`: reads.
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
                 * @description Where, dotted; empty for the whole.
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
             * @description ISO 8601, answered in UTC.
             */
            since: string;
            /**
             * Format: date-time
             * @description ISO 8601, answered in UTC.
             */
            until: string;
            statuses: string[];
            eventTypes?: string[];
            dryRun: boolean;
            /** @enum {string} */
            status: "running" | "completed" | "cancelled";
            /** @description Deliveries found so far that fit. */
            matched: number;
            /** @description Those of them that are on their way again. */
            replayed: number;
            /**
             * Format: date-time
             * @description ISO 8601, answered in UTC.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601, answered in UTC.
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
             * @description ISO 8601, answered in UTC.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601, answered in UTC.
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
             * @description ISO 8601, answered in UTC.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601, answered in UTC.
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
             * @description How long the secrets before sign on; 0 ends them at once.
             * @default 86400
             */
            overlapSeconds?: number;
        };
        Space: {
            /**
             * @description A slug that stays for good.
             * @example acme
             */
            id: string;
            /**
             * @description A name for people, kept in Unicode form NFC with single spaces. Invisible characters are refused.
             * @example Production alerts
             */
            name: string;
            /**
             * Format: email
             * @description Who is mailed when a webhook or rule names nobody.
             * @example platform@example.com
             */
            ownerEmail: string;
            /**
             * Format: date-time
             * @description ISO 8601, answered in UTC.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601, answered in UTC.
             */
            updatedAt: string;
        };
        SpaceDraft: {
            /**
             * @description A slug that stays for good.
             * @example acme
             */
            id: string;
            /**
             * @description A name for people, kept in Unicode form NFC with single spaces. Invisible characters are refused.
             * @example Production alerts
             */
            name: string;
            /**
             * Format: email
             * @description Who is mailed when a webhook or rule names nobody.
             * @example platform@example.com
             */
            ownerEmail: string;
        };
        SpacePatch: {
            /**
             * @description A name for people, kept in Unicode form NFC with single spaces. Invisible characters are refused.
             * @example Production alerts
             */
            name?: string;
            /**
             * Format: email
             * @description Who is mailed when a webhook or rule names nobody.
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
             * @description ISO 8601, answered in UTC.
             */
            since: string;
            /**
             * Format: date-time
             * @description ISO 8601, answered in UTC.
             */
            until: string;
            /** @description Every hour or day from `since` on, the earliest first, also those without an attempt. */
            buckets: {
                /**
                 * Format: date-time
                 * @description ISO 8601, answered in UTC.
                 */
                start: string;
                /** @description Attempts that the endpoint accepted. */
                delivered: number;
                /** @description Attempts that failed. */
                failedAttempts: number;
                /** @description Deliveries that were given up after their last attempt. */
                exhausted: number;
                /** @description Half of all attempts took no longer, within 5 %; null when there were none. */
                p50Ms: number | null;
                /** @description 95 % of all attempts took no longer, within 5 %; null when there were none. */
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
             * @description A name for people, kept in Unicode form NFC with single spaces. Invisible characters are refused.
             * @example Production alerts
             */
            name: string;
            /** @default  */
            description: string;
            /**
             * @description Sets what counts as success.
             * @default notification
             * @enum {string}
             */
            kind: "notification" | "siem" | "provisioning" | "deprovisioning" | "request_validation" | "pre_approval";
            /**
             * @description Where deliveries go: https, on the public internet.
             * @example https://example.com/hooks
             */
            url: string;
            /**
             * @default POST
             * @enum {string}
             */
            method: "POST" | "PUT";
            /**
             * @description Sent along; values are shown masked. `***` keeps the value that is there. Where the endpoint repeats a value of 8 or more characters in its answer, `***` takes its place in all that is made of the answer.
             * @default {}
             */
            headers: {
                [key: string]: string;
            };
            /**
             * @description What is sent. None chosen means nothing is sent. Posthorn's own results, such as `delivery.exhausted`, are sent only to who names them: a wildcard does not mean them.
             * @default []
             */
            eventTypes: string[];
            filter?: components["schemas"]["EventFilter"];
            /**
             * @description `paused` holds deliveries until it is enabled again; `disabled` records them as discarded.
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
                 * @description Any JSON; its strings may hold `${ID}`, `${DATE}`, `${TYPE}`, `${TITLE}`, `${EVENT_MSG}` and `${DATA.path.to.value}`. The examples are the default, one for Slack and one for Datadog: copy and change them.
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
             * @description Standard Webhooks 1.0, or `sha256=<hex HMAC of the body>` in a header of your choice. The names `<header>` and `<header>-next` are then taken. With the algorithm `ed25519` the receiver verifies with a public key, and holds nothing to sign with.
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
            /** @description An access token goes along as `Authorization: Bearer`, fetched by client credentials (OAuth 2.0, RFC 6749, section 4.4), kept until shortly before its end, and fetched anew once after a 401. */
            auth?: {
                /** @constant */
                type: "oauth2";
                /**
                 * @description Where tokens come from: https, on the public internet.
                 * @example https://example.com/hooks
                 */
                tokenUrl: string;
                clientId: string;
                /** @description Shown masked. */
                clientSecret: string;
                scope?: string;
                audience?: string;
                /** @description PEM: an own authority of the token endpoint. */
                caCertificate?: string;
            };
            /**
             * @description PEM: an own authority to trust, and a client certificate with its key.
             * @default {}
             */
            tls: {
                caCertificate?: string;
                clientCertificate?: string;
                clientKey?: string;
            };
            /**
             * @description Two clocks: DNS, TCP and TLS; and from the first byte written to the last one read.
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
             * @description Seconds after the first attempt at which each retry falls due.
             * @default [
             *       60,
             *       600,
             *       3600,
             *       28800,
             *       129600
             *     ]
             */
            retrySchedule: number[];
            /** @description Most requests a second; what is beyond waits, and uses up no attempt. */
            rateLimit?: {
                perSecond: number;
            };
            /**
             * Format: email
             * @description Who is mailed when deliveries fail; by default the space's owner.
             * @example platform@example.com
             */
            ownerEmail?: string;
            /**
             * @description The webhook is disabled when it has done nothing but fail for so long, in at least two deliveries; null means never. Time in which it is paused does not count, and a new `url` starts anew.
             * @default 432000
             */
            disableAfterFailingSeconds: number | null;
            secret: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, answered in UTC.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601, answered in UTC.
             */
            updatedAt: string;
        };
        WebhookDraft: {
            /**
             * @description A name for people, kept in Unicode form NFC with single spaces. Invisible characters are refused.
             * @example Production alerts
             */
            name: string;
            /** @default  */
            description?: string;
            /**
             * @description Sets what counts as success.
             * @default notification
             * @enum {string}
             */
            kind?: "notification" | "siem" | "provisioning" | "deprovisioning" | "request_validation" | "pre_approval";
            /**
             * @description Where deliveries go: https, on the public internet.
             * @example https://example.com/hooks
             */
            url: string;
            /**
             * @default POST
             * @enum {string}
             */
            method?: "POST" | "PUT";
            /**
             * @description Sent along; values are shown masked. `***` keeps the value that is there. Where the endpoint repeats a value of 8 or more characters in its answer, `***` takes its place in all that is made of the answer.
             * @default {}
             */
            headers?: {
                [key: string]: string;
            };
            /**
             * @description What is sent. None chosen means nothing is sent. Posthorn's own results, such as `delivery.exhausted`, are sent only to who names them: a wildcard does not mean them.
             * @default []
             */
            eventTypes?: string[];
            filter?: components["schemas"]["EventFilter"];
            /**
             * @description `paused` holds deliveries until it is enabled again; `disabled` records them as discarded.
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
                 * @description Any JSON; its strings may hold `${ID}`, `${DATE}`, `${TYPE}`, `${TITLE}`, `${EVENT_MSG}` and `${DATA.path.to.value}`. The examples are the default, one for Slack and one for Datadog: copy and change them.
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
             * @description Standard Webhooks 1.0, or `sha256=<hex HMAC of the body>` in a header of your choice. The names `<header>` and `<header>-next` are then taken. With the algorithm `ed25519` the receiver verifies with a public key, and holds nothing to sign with.
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
            /** @description An access token goes along as `Authorization: Bearer`, fetched by client credentials (OAuth 2.0, RFC 6749, section 4.4), kept until shortly before its end, and fetched anew once after a 401. */
            auth?: {
                /** @constant */
                type: "oauth2";
                /**
                 * @description Where tokens come from: https, on the public internet.
                 * @example https://example.com/hooks
                 */
                tokenUrl: string;
                clientId: string;
                /** @description Shown masked. */
                clientSecret: string;
                scope?: string;
                audience?: string;
                /** @description PEM: an own authority of the token endpoint. */
                caCertificate?: string;
            };
            /**
             * @description PEM: an own authority to trust, and a client certificate with its key.
             * @default {}
             */
            tls?: {
                caCertificate?: string;
                clientCertificate?: string;
                clientKey?: string;
            };
            /**
             * @description Two clocks: DNS, TCP and TLS; and from the first byte written to the last one read.
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
             * @description Seconds after the first attempt at which each retry falls due.
             * @default [
             *       60,
             *       600,
             *       3600,
             *       28800,
             *       129600
             *     ]
             */
            retrySchedule?: number[];
            /** @description Most requests a second; what is beyond waits, and uses up no attempt. */
            rateLimit?: {
                perSecond: number;
            };
            /**
             * Format: email
             * @description Who is mailed when deliveries fail; by default the space's owner.
             * @example platform@example.com
             */
            ownerEmail?: string;
            /**
             * @description The webhook is disabled when it has done nothing but fail for so long, in at least two deliveries; null means never. Time in which it is paused does not count, and a new `url` starts anew.
             * @default 432000
             */
            disableAfterFailingSeconds?: number | null;
            /** @description A secret, or for `ed25519` a private key (`whsk_…`). Made when left out; null means unsigned. Shown masked. */
            secret?: string | null;
        };
        WebhookHealth: {
            /**
             * @description `healthy`: nothing has failed since the last success. `failing`: nothing has succeeded since `failingSince`. `circuit_open`: 20 attempts in a row have failed, so that deliveries wait, and now and then one goes out as a probe. A webhook without retries never comes to that: what fails has ended, and the next delivery goes out. `paused` and `disabled` are settings, whatever the endpoint does.
             * @enum {string}
             */
            status: "healthy" | "failing" | "circuit_open" | "paused" | "disabled";
            /**
             * Format: date-time
             * @description Since when it has this status.
             */
            since: string;
            /**
             * Format: date-time
             * @description Since then every attempt has failed.
             */
            failingSince?: string;
            /**
             * Format: date-time
             * @description The latest success among its newest deliveries; absent when there is none among them.
             */
            lastSuccessAt?: string;
            /** @description The latest failure; while it fails, others may have followed within five minutes. */
            lastFailure?: {
                /**
                 * Format: date-time
                 * @description ISO 8601, answered in UTC.
                 */
                at: string;
                reason: string;
            };
            /**
             * Format: date-time
             * @description With an open circuit: when the next delivery goes out, to try whether the endpoint answers.
             */
            nextProbeAt?: string;
            /** @description Deliveries that wait. */
            waiting: {
                /** @description Not attempted yet: for its turn, or for the end of a pause or an outage. */
                parked: number;
                /** @description Failed, with a time for the next attempt. */
                scheduled: number;
                /** @description Sent again and not answered yet. First attempts are not among them. */
                inFlight: number;
                /** @description False when counting stopped at 1,000 of a kind: then there are at least so many. */
                isComplete: boolean;
            };
        };
        WebhookHealthSummary: {
            /**
             * @description `healthy`: nothing has failed since the last success. `failing`: nothing has succeeded since `failingSince`. `circuit_open`: 20 attempts in a row have failed, so that deliveries wait, and now and then one goes out as a probe. A webhook without retries never comes to that: what fails has ended, and the next delivery goes out. `paused` and `disabled` are settings, whatever the endpoint does.
             * @enum {string}
             */
            status: "healthy" | "failing" | "circuit_open" | "paused" | "disabled";
            /**
             * Format: date-time
             * @description Since then every attempt has failed.
             */
            failingSince?: string;
        };
        WebhookPatch: {
            /**
             * @description A name for people, kept in Unicode form NFC with single spaces. Invisible characters are refused.
             * @example Production alerts
             */
            name?: string;
            description?: string | null;
            kind?: ("notification" | "siem" | "provisioning" | "deprovisioning" | "request_validation" | "pre_approval") | null;
            /**
             * @description Where deliveries go: https, on the public internet.
             * @example https://example.com/hooks
             */
            url?: string;
            method?: ("POST" | "PUT") | null;
            /** @description Sent along; values are shown masked. `***` keeps the value that is there. Where the endpoint repeats a value of 8 or more characters in its answer, `***` takes its place in all that is made of the answer. */
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
            /** @description A secret, or for `ed25519` a private key (`whsk_…`). Made when left out; null means unsigned. Shown masked. */
            secret?: string | null;
            signature?: {
                /** @enum {string} */
                style?: "standard" | "sha256";
                algorithm?: ("hmac-sha256" | "ed25519") | null;
                header?: string | null;
            } | null;
            /** @description An access token goes along as `Authorization: Bearer`, fetched by client credentials (OAuth 2.0, RFC 6749, section 4.4), kept until shortly before its end, and fetched anew once after a 401. */
            auth?: {
                /** @constant */
                type?: "oauth2";
                /**
                 * @description Where tokens come from: https, on the public internet.
                 * @example https://example.com/hooks
                 */
                tokenUrl?: string;
                clientId?: string;
                /** @description Shown masked. */
                clientSecret?: string;
                scope?: string | null;
                audience?: string | null;
                caCertificate?: string | null;
            } | null;
            /** @description PEM: an own authority to trust, and a client certificate with its key. */
            tls?: {
                caCertificate?: string | null;
                clientCertificate?: string | null;
                clientKey?: string | null;
            } | null;
            /** @description Two clocks: DNS, TCP and TLS; and from the first byte written to the last one read. */
            timeouts?: {
                connectSeconds?: number | null;
                requestSeconds?: number | null;
            } | null;
            retrySchedule?: number[] | null;
            rateLimit?: {
                perSecond: number;
            } | null;
            ownerEmail?: string | null;
            /** @description The webhook is disabled when it has done nothing but fail for so long, in at least two deliveries; null means never. Time in which it is paused does not count, and a new `url` starts anew. */
            disableAfterFailingSeconds?: number | null;
        };
        WebhookSecret: {
            /** @description The newest secret; null when the webhook is unsigned, or signs with a private key, which nobody is shown. */
            secret: string | null;
            /** @description What receivers verify `ed25519` signatures with: `whpk_` and 32 bytes in base64. */
            publicKey?: string;
            /** @description Those that sign as well until they expire, newest first. With `sha256` the last one signs in the header that receivers know. */
            previous: {
                secret?: string;
                /** @description What receivers verify `ed25519` signatures with: `whpk_` and 32 bytes in base64. */
                publicKey?: string;
                /**
                 * Format: date-time
                 * @description ISO 8601, answered in UTC.
                 */
                expiresAt?: string;
            }[];
        };
        WebhookTest: {
            /** @description What was sent, your own header values masked. */
            request: {
                method: string;
                url: string;
                headers: {
                    [key: string]: string;
                };
                body: string;
            } | null;
            /** @description What came back, the body up to 100 KB, your own secrets masked; null when nothing did. */
            response: {
                status: number;
                headers: {
                    [key: string]: string;
                };
                body: string;
                truncated: boolean;
            } | null;
            durationMs: number;
            /** @description What a delivery would have come to. */
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
             * @description A name for people, kept in Unicode form NFC with single spaces. Invisible characters are refused.
             * @default Draft
             * @example Production alerts
             */
            name?: string;
            /** @default  */
            description?: string;
            /**
             * @description Sets what counts as success.
             * @default notification
             * @enum {string}
             */
            kind?: "notification" | "siem" | "provisioning" | "deprovisioning" | "request_validation" | "pre_approval";
            /**
             * @description Where deliveries go: https, on the public internet.
             * @example https://example.com/hooks
             */
            url: string;
            /**
             * @default POST
             * @enum {string}
             */
            method?: "POST" | "PUT";
            /**
             * @description Sent along; values are shown masked. `***` keeps the value that is there. Where the endpoint repeats a value of 8 or more characters in its answer, `***` takes its place in all that is made of the answer.
             * @default {}
             */
            headers?: {
                [key: string]: string;
            };
            /**
             * @description What is sent. None chosen means nothing is sent. Posthorn's own results, such as `delivery.exhausted`, are sent only to who names them: a wildcard does not mean them.
             * @default []
             */
            eventTypes?: string[];
            filter?: components["schemas"]["EventFilter"];
            /**
             * @description `paused` holds deliveries until it is enabled again; `disabled` records them as discarded.
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
                 * @description Any JSON; its strings may hold `${ID}`, `${DATE}`, `${TYPE}`, `${TITLE}`, `${EVENT_MSG}` and `${DATA.path.to.value}`. The examples are the default, one for Slack and one for Datadog: copy and change them.
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
             * @description Standard Webhooks 1.0, or `sha256=<hex HMAC of the body>` in a header of your choice. The names `<header>` and `<header>-next` are then taken. With the algorithm `ed25519` the receiver verifies with a public key, and holds nothing to sign with.
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
            /** @description An access token goes along as `Authorization: Bearer`, fetched by client credentials (OAuth 2.0, RFC 6749, section 4.4), kept until shortly before its end, and fetched anew once after a 401. */
            auth?: {
                /** @constant */
                type: "oauth2";
                /**
                 * @description Where tokens come from: https, on the public internet.
                 * @example https://example.com/hooks
                 */
                tokenUrl: string;
                clientId: string;
                /** @description Shown masked. */
                clientSecret: string;
                scope?: string;
                audience?: string;
                /** @description PEM: an own authority of the token endpoint. */
                caCertificate?: string;
            };
            /**
             * @description PEM: an own authority to trust, and a client certificate with its key.
             * @default {}
             */
            tls?: {
                caCertificate?: string;
                clientCertificate?: string;
                clientKey?: string;
            };
            /**
             * @description Two clocks: DNS, TCP and TLS; and from the first byte written to the last one read.
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
             * @description Seconds after the first attempt at which each retry falls due.
             * @default [
             *       60,
             *       600,
             *       3600,
             *       28800,
             *       129600
             *     ]
             */
            retrySchedule?: number[];
            /** @description Most requests a second; what is beyond waits, and uses up no attempt. */
            rateLimit?: {
                perSecond: number;
            };
            /**
             * Format: email
             * @description Who is mailed when deliveries fail; by default the space's owner.
             * @example platform@example.com
             */
            ownerEmail?: string;
            /**
             * @description The webhook is disabled when it has done nothing but fail for so long, in at least two deliveries; null means never. Time in which it is paused does not count, and a new `url` starts anew.
             * @default 432000
             */
            disableAfterFailingSeconds?: number | null;
            /** @description A secret, or for `ed25519` a private key (`whsk_…`). Made when left out; null means unsigned. Shown masked. */
            secret?: string | null;
        };
    };
    responses: {
        /** @description The request does not fit. */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:posthorn:problem:invalid",
                 *       "title": "The request does not fit",
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
        /** @description Who calls is not known. */
        Unauthenticated: {
            headers: {
                "www-authenticate"?: string;
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:posthorn:problem:unauthenticated",
                 *       "title": "Who calls is not known",
                 *       "status": 401,
                 *       "detail": "The API key is unknown, revoked or expired.",
                 *       "errors": [],
                 *       "requestId": "JKJaXmPLvHcESHA="
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The role does not allow this. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:posthorn:problem:forbidden",
                 *       "title": "The role does not allow this",
                 *       "status": 403,
                 *       "detail": "This takes the role manager; the key has the role viewer.",
                 *       "errors": [],
                 *       "requestId": "JKJaXmPLvHcESHA="
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not found. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:posthorn:problem:not-found",
                 *       "title": "Not found",
                 *       "status": 404,
                 *       "detail": "There is no such webhook.",
                 *       "errors": [],
                 *       "requestId": "JKJaXmPLvHcESHA="
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Taken already. */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:posthorn:problem:conflict",
                 *       "title": "Taken already",
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
        /** @description Changed meanwhile. */
        Changed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:posthorn:problem:changed",
                 *       "title": "Changed meanwhile",
                 *       "status": 412,
                 *       "detail": "The resource is at version \"4\" now: read it again and repeat the change.",
                 *       "errors": [],
                 *       "requestId": "JKJaXmPLvHcESHA="
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too large. */
        TooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:posthorn:problem:too-large",
                 *       "title": "Too large",
                 *       "status": 413,
                 *       "detail": "At most 262144 bytes are taken.",
                 *       "errors": [],
                 *       "requestId": "JKJaXmPLvHcESHA="
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Wrong content type. */
        WrongContentType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:posthorn:problem:wrong-content-type",
                 *       "title": "Wrong content type",
                 *       "status": 415,
                 *       "detail": "Send application/json.",
                 *       "errors": [],
                 *       "requestId": "JKJaXmPLvHcESHA="
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The Idempotency-Key was used before. */
        KeyReused: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:posthorn:problem:idempotency-key-reused",
                 *       "title": "The Idempotency-Key was used before",
                 *       "status": 422,
                 *       "detail": "The Idempotency-Key came with another request less than 24 hours ago: use a new one.",
                 *       "errors": [],
                 *       "requestId": "JKJaXmPLvHcESHA="
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many changes at once. */
        Busy: {
            headers: {
                "retry-after"?: string;
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:posthorn:problem:busy",
                 *       "title": "Too many changes at once",
                 *       "status": 429,
                 *       "detail": "Others changed the same things at the same time; nothing was changed. Try again.",
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
                    /** @description The version, where there are versions. */
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
                /** @description The `ETag` of the version to change; `*` for any, but only if it exists. */
                "If-Match"?: string;
            };
            path: {
                space: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The space is gone. */
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
                /** @description The `ETag` of the version to change; `*` for any, but only if it exists. */
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
            /** @description The space as it is now. */
            200: {
                headers: {
                    /** @description The version, where there are versions. */
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
                        /** @description The cursor of the next page; null on the last. */
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
                /** @description The same key within 24 hours is the same request. */
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
                    /** @description Where the new resource is. */
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
            /** @description A page of keys, without their texts. */
            200: {
                headers: {
                    /** @description The version, where there are versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ApiKey"][];
                        /** @description The cursor of the next page; null on the last. */
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
                /** @description The same key within 24 hours is the same request. */
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
            /** @description The key, shown once. */
            201: {
                headers: {
                    /** @description Where the new resource is. */
                    location?: string;
                    /** @description The version, where there are versions. */
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
                /** @description The same key within 24 hours is the same request. */
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
            /** @description The link, shown once. */
            201: {
                headers: {
                    /** @description Where the new resource is. */
                    location?: string;
                    /** @description The version, where there are versions. */
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
            /** @description The webhook, secrets masked. */
            200: {
                headers: {
                    /** @description The version, where there are versions. */
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
                /** @description The `ETag` of the version to change; `*` for any, but only if it exists. */
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
            /** @description The webhook is gone, and these rules were disabled. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisabledRules"];
                };
            };
            /** @description The webhook is gone. */
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
                /** @description The `ETag` of the version to change; `*` for any, but only if it exists. */
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
            /** @description The webhook as it is now, secrets masked. */
            200: {
                headers: {
                    /** @description The version, where there are versions. */
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
            /** @description A page of webhooks with their health, secrets masked. */
            200: {
                headers: {
                    /** @description The version, where there are versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ListedWebhook"][];
                        /** @description The cursor of the next page; null on the last. */
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
                /** @description The same key within 24 hours is the same request. */
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
            /** @description The webhook, secrets masked. */
            201: {
                headers: {
                    /** @description Where the new resource is. */
                    location?: string;
                    /** @description The version, where there are versions. */
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
            /** @description The secrets. */
            200: {
                headers: {
                    /** @description The version, where there are versions. */
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
                /** @description The `ETag` of the version to change; `*` for any, but only if it exists. */
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
            /** @description The secrets as they are now. */
            200: {
                headers: {
                    /** @description The version, where there are versions. */
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
            /** @description What came of it, good or bad. */
            200: {
                headers: {
                    /** @description The version, where there are versions. */
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
            /** @description What came of it, good or bad. */
            200: {
                headers: {
                    /** @description The version, where there are versions. */
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
            /** @description Its health. */
            200: {
                headers: {
                    /** @description The version, where there are versions. */
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
                    /** @description The version, where there are versions. */
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
                /** @description The `ETag` of the version to change; `*` for any, but only if it exists. */
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
            /** @description The notification is gone. */
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
                /** @description The `ETag` of the version to change; `*` for any, but only if it exists. */
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
            /** @description The notification as it is now. */
            200: {
                headers: {
                    /** @description The version, where there are versions. */
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
                    /** @description The version, where there are versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Notification"][];
                        /** @description The cursor of the next page; null on the last. */
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
                /** @description The same key within 24 hours is the same request. */
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
                 *       "message": "Look at once."
                 *     }
                 */
                "application/json": components["schemas"]["NotificationDraft"];
            };
        };
        responses: {
            /** @description The notification. */
            201: {
                headers: {
                    /** @description Where the new resource is. */
                    location?: string;
                    /** @description The version, where there are versions. */
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
                    /** @description The version, where there are versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["EventSummary"][];
                        /** @description The cursor of the next page; null on the last. */
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
                /** @description The same key within 24 hours is the same request. */
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
                    /** @description The version, where there are versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedEvent"];
                };
            };
            /** @description What came of each event, in their order. */
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
                    /** @description The version, where there are versions. */
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
                    /** @description The version, where there are versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Delivery"][];
                        /** @description The cursor of the next page; null on the last. */
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
                    /** @description The version, where there are versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Delivery"][];
                        /** @description The cursor of the next page; null on the last. */
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
                    /** @description The version, where there are versions. */
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
                    /** @description The version, where there are versions. */
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
            /** @description The replay as it ended. */
            200: {
                headers: {
                    /** @description The version, where there are versions. */
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
                    /** @description The version, where there are versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Replay"][];
                        /** @description The cursor of the next page; null on the last. */
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
                /** @description The same key within 24 hours is the same request. */
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
                     * @description Deliveries of events from then on…
                     */
                    since: string;
                    /**
                     * Format: date-time
                     * @description …and before then; by default all that there are, also of events whose time lies in the future.
                     */
                    until?: string;
                    /** @description By default `failed`, `exhausted` and `discarded`. */
                    statuses?: ("succeeded" | "failed" | "exhausted" | "discarded")[];
                    /** @description By default all. */
                    eventTypes?: string[];
                    /**
                     * @description Only count.
                     * @default false
                     */
                    dryRun?: boolean;
                };
            };
        };
        responses: {
            /** @description The replay, under way. */
            202: {
                headers: {
                    /** @description The version, where there are versions. */
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
    retryDelivery: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key within 24 hours is the same request. */
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
            /** @description The delivery, on its way again. */
            202: {
                headers: {
                    /** @description The version, where there are versions. */
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
                    /** @description The version, where there are versions. */
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
                    /** @description The version, where there are versions. */
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
                    /** @description The version, where there are versions. */
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
                /** @description The `ETag` of the version to change; `*` for any, but only if it exists. */
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
            /** @description The rule is gone. */
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
                /** @description The `ETag` of the version to change; `*` for any, but only if it exists. */
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
            /** @description The rule as it is now. */
            200: {
                headers: {
                    /** @description The version, where there are versions. */
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
                    /** @description The version, where there are versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Rule"][];
                        /** @description The cursor of the next page; null on the last. */
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
                /** @description The same key within 24 hours is the same request. */
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
                    /** @description Where the new resource is. */
                    location?: string;
                    /** @description The version, where there are versions. */
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
                    /** @description The version, where there are versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Execution"][];
                        /** @description The cursor of the next page; null on the last. */
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
                    /** @description The version, where there are versions. */
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
                /** @description The same key within 24 hours is the same request. */
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
            /** @description The execution, on its way again. */
            202: {
                headers: {
                    /** @description The version, where there are versions. */
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
            /** @description Whether it matches, and if not, where not. */
            200: {
                headers: {
                    /** @description The version, where there are versions. */
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
                    /** @description The version, where there are versions. */
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
                /** @description The `ETag` of the version to change; `*` for any, but only if it exists. */
                "If-Match"?: string;
                /** @description `*` to create, and to replace nothing. */
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
            /** @description The scorecard as it is now. */
            200: {
                headers: {
                    /** @description The version, where there are versions. */
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
                /** @description The `ETag` of the version to change; `*` for any, but only if it exists. */
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
            /** @description The scorecard is gone. */
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
                    /** @description The version, where there are versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Scorecard"][];
                        /** @description The cursor of the next page; null on the last. */
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
                    /** @description The version, where there are versions. */
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
                /** @description The `ETag` of the version to change; `*` for any, but only if it exists. */
                "If-Match"?: string;
                /** @description `*` to create, and to replace nothing. */
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
                 *       "description": "Somebody hit the wall.",
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
            /** @description The event type as it is now. */
            200: {
                headers: {
                    /** @description The version, where there are versions. */
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
                /** @description The `ETag` of the version to change; `*` for any, but only if it exists. */
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
            /** @description The description is gone. */
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
                    /** @description The version, where there are versions. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["EventType"][];
                        /** @description The cursor of the next page; null on the last. */
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
            /** @description The caller, as the key or token says. */
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
            /** @description It answers. */
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
