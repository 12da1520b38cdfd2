import { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { apiHandler } from '../../functions/shared/api/runtime/api-handler.ts';
import type { HttpApiEvent } from '../../functions/shared/api/runtime/api-request.ts';
import { deliveryRoutes } from '../../functions/shared/deliveries/runtime/delivery-routes.ts';
import { executionRoutes } from '../../functions/shared/deliveries/runtime/execution-routes.ts';
import { webhookTestRoutes } from '../../functions/shared/deliveries/runtime/webhook-test-routes.ts';
import { lazySchemaValidator } from '../../functions/shared/events/adapters/lazy-schema-validator.ts';
import type { EventTypeFields } from '../../functions/shared/events/domain/event-type.ts';
import type { ScorecardFields } from '../../functions/shared/events/domain/scorecard.ts';
import { eventRoutes } from '../../functions/shared/events/runtime/event-routes.ts';
import { eventTypeRoutes } from '../../functions/shared/events/runtime/event-type-routes.ts';
import { filterRoutes } from '../../functions/shared/events/runtime/filter-routes.ts';
import { scorecardRoutes } from '../../functions/shared/events/runtime/scorecard-routes.ts';
import { dnsTargetGuard } from '../../functions/shared/https/adapters/dns-target-guard.ts';
import type { Sender, TargetGuard } from '../../functions/shared/https/application/ports.ts';
import { laneRegistry } from '../../functions/shared/lanes/application/lane-registry.ts';
import { healthSummaries } from '../../functions/shared/lanes/application/read-health.ts';
import { healthRoutes } from '../../functions/shared/lanes/runtime/health-routes.ts';
import { resendRoutes } from '../../functions/shared/lanes/runtime/resend-routes.ts';
import { serviceRoutes } from '../../functions/shared/openapi/runtime/service-routes.ts';
import { randomIds } from '../../functions/shared/platform/adapters/random-ids.ts';
import type { Removed, TargetFinder } from '../../functions/shared/platform/application/ports.ts';
import type { ConfigurationChange } from '../../functions/shared/platform/domain/configuration-change.ts';
import { ruleRoutes } from '../../functions/shared/rules/runtime/rule-routes.ts';
import type { TokenVerifier } from '../../functions/shared/spaces/application/authenticate.ts';
import { authenticate } from '../../functions/shared/spaces/application/authenticate.ts';
import type { KeyStore } from '../../functions/shared/spaces/application/ports.ts';
import type { ApiKey } from '../../functions/shared/spaces/domain/api-key.ts';
import { keyRoutes } from '../../functions/shared/spaces/runtime/key-routes.ts';
import { createKey } from '../../functions/shared/spaces/runtime/keys-contract.ts';
import { spaceRoutes } from '../../functions/shared/spaces/runtime/space-routes.ts';
import type { DeliveryEntry, EventEntry } from '../../functions/shared/statistics/application/ports.ts';
import { spaceListRoutes } from '../../functions/shared/statistics/runtime/space-list-routes.ts';
import { statisticsRoutes } from '../../functions/shared/statistics/runtime/statistics-routes.ts';
import { uncachedTokens } from '../../functions/shared/webhooks/application/access-tokens.ts';
import type { NotificationFields } from '../../functions/shared/webhooks/domain/notification.ts';
import { notificationRoutes } from '../../functions/shared/webhooks/runtime/notification-routes.ts';
import { webhookRoutes } from '../../functions/shared/webhooks/runtime/webhook-routes.ts';
import { bodyOf, checkDocumented } from './answers.ts';
import { httpApiEvent } from './http-api-event.ts';
import { VirtualClock } from './in-memory/clock.ts';
import { InMemoryConfiguration, inMemoryParents, rulesLayout } from './in-memory/configuration.ts';
import { InMemoryDeliveryStore } from './in-memory/delivery-store.ts';
import { InMemoryEventPublisher } from './in-memory/event-publisher.ts';
import { InMemoryEventStore } from './in-memory/event-store.ts';
import { InMemoryLaneRunner } from './in-memory/lane-runner.ts';
import { InMemoryLaneStore } from './in-memory/lane-store.ts';
import { InMemoryReplayStore } from './in-memory/replay-store.ts';
import { InMemoryRetryQueue } from './in-memory/retry-queue.ts';
import { ScriptedSender } from './in-memory/scripted-sender.ts';
import { InMemoryStatisticsStore } from './in-memory/statistics-store.ts';
import { InMemoryStepResponses } from './in-memory/step-responses.ts';
import { InMemoryTimeIndex } from './in-memory/time-index.ts';
import { InMemoryWaitItems } from './in-memory/wait-items.ts';
import { lambdaContext } from './lambda-context.ts';
import { routeOf } from './route-of.ts';

export type ApiCall = Readonly<{
  method: string;
  path: string;
  key?: string | undefined;
  /** A string is sent as it is, anything else as JSON. */
  body?: unknown;
  headers?: Readonly<Record<string, string>> | undefined;
  query?: Readonly<Record<string, string>> | undefined;
}>;

export type ApiAnswer = Readonly<{ status: number; headers: Readonly<Record<string, unknown>>; body: unknown }>;

/** How endpoints are reached. */
type Reach = Readonly<{ sender: Sender; targets: TargetGuard }>;

type Options = Readonly<{
  tokens?: TokenVerifier;
  /** By default a script answers for every endpoint, and every name is public. */
  reach?: Reach;
  /** The authorizer remembers keys, as it does for seconds, here for good. */
  keepsKeys?: boolean;
  /** Where its clock stands. */
  start?: string;
}>;

export const adminKey = 'the-admin-key';

/** The whole API in this process: real routes, checks and use cases, with stores in memory. Every answer is checked. */
export class InProcessApi {
  readonly configuration = new InMemoryConfiguration();
  readonly clock: VirtualClock;
  readonly deliveries = new InMemoryDeliveryStore();
  readonly events = new InMemoryEventStore();
  readonly statistics = new InMemoryStatisticsStore();
  readonly deliveryIndex = new InMemoryTimeIndex<DeliveryEntry>();
  readonly failureIndex = new InMemoryTimeIndex<DeliveryEntry>();
  readonly eventIndex = new InMemoryTimeIndex<EventEntry>();
  readonly sender = new ScriptedSender();
  readonly publisher = new InMemoryEventPublisher();
  readonly removed: Removed[] = [];
  /** The changes that the audit trail recorded. */
  readonly changes: ConfigurationChange[] = [];
  readonly retries = new InMemoryRetryQueue();
  readonly waits = new InMemoryWaitItems();
  readonly lanes = new InMemoryLaneStore();
  /** Webhooks that were listed and whose lane could not be read. */
  readonly unreadableLanes: string[] = [];
  readonly #rules = this.configuration.resources(rulesLayout);
  readonly #keys: Pick<KeyStore, 'find'>;
  readonly #tokens: TokenVerifier | undefined;
  readonly #handler: (event: HttpApiEvent, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

  readonly #reach: Reach;

  constructor({ tokens, reach, keepsKeys = false, start = '2026-11-22T10:00:00.000Z' }: Options = {}) {
    this.#tokens = tokens;
    this.#keys = keepsKeys ? keptFor(this.configuration.keys) : this.configuration.keys;
    this.clock = new VirtualClock(start);
    const targets = dnsTargetGuard({ allowedCidrs: [], resolve: async () => ['8.8.8.8'] });
    this.#reach = reach ?? { sender: this.sender, targets };
    const { spaces, webhooks } = this.configuration;
    const parents = inMemoryParents({ spaces, webhooks, rules: this.#rules });
    this.#handler = apiHandler({
      logger: new Logger({ logLevel: 'SILENT' }),
      parents,
      routes: this.#routes(parents),
    });
  }

  async call(call: ApiCall): Promise<ApiAnswer> {
    const event = await this.#event(call);
    const { statusCode, headers = {}, body } = await this.#handler(event, lambdaContext);
    if (statusCode === undefined) throw new Error(`${call.method} ${call.path} returned no status`);
    const isJson = /json/.test(String(headers['content-type']));
    const answer = {
      status: statusCode,
      headers,
      body: body !== undefined && isJson ? JSON.parse(body) : body,
    };
    checkDocumented(call, answer);
    return answer;
  }

  /** Creates a space; answers the key of one of its managers. */
  async createSpace(id: string): Promise<string> {
    const body = { id, name: id, ownerEmail: 'owner@example.com' };
    const { status } = await this.call({ method: 'POST', path: '/v1/spaces', key: adminKey, body });
    if (status !== 201) throw new Error(`The space was refused with ${status}`);
    return this.createKey(id, 'manager');
  }

  async createKey(space: string, role: string): Promise<string> {
    const path = `/v1/spaces/${space}/keys`;
    const answer = await this.call({ method: 'POST', path, key: adminKey, body: { name: role, role } });
    return bodyOf(createKey, answer).key;
  }

  #routes(parents: TargetFinder) {
    const { configuration, clock } = this;
    const { spaces, keys, webhooks, idempotencyStore } = configuration;
    const notifications = configuration.resources<NotificationFields>({ ofWebhook: true });
    const eventTypes = configuration.resources<EventTypeFields>();
    const audit = { record: async (change: ConfigurationChange) => void this.changes.push(change) };
    const shared = { idempotencyStore, clock, ids: randomIds, webhooks, audit };
    const purge = { send: async (removed: readonly Removed[]) => void this.removed.push(...removed) };
    const { sender, targets } = this.#reach;
    const schemas = lazySchemaValidator();
    const rules = this.#rules;
    const directory = {
      find: async ({ space, type }: { space: string; type: string }) =>
        (await eventTypes.find({ space, id: type }))?.fields,
    };
    const lanes = { clock, lanes: this.lanes, runner: new InMemoryLaneRunner() };
    const nothing = () => {};
    const lanesReport = { executionNotStarted: nothing, circuitOpened: nothing, circuitClosed: nothing };
    const report = { ...lanesReport, endpointSlow: nothing, slownessNotRecorded: nothing };
    const registry = laneRegistry({ ...lanes, report });
    const replays = new InMemoryReplayStore();
    return [
      ...spaceRoutes({ ...shared, spaces, purge }),
      ...keyRoutes({ ...shared, keys, consoleUrl: 'https://api.example.com/console/' }),
      ...webhookRoutes({
        ...shared,
        purge,
        targets,
        health: healthSummaries({
          lanes: this.lanes,
          report: { laneUnreadable: ({ webhookId }) => this.unreadableLanes.push(webhookId) },
        }),
        laneRegistry: registry,
        rules,
        uses: configuration.usesIn(rules),
      }),
      ...webhookTestRoutes({
        ...shared,
        notifications,
        eventTypes: directory,
        sender,
        tokens: uncachedTokens({ sender, clock, version: '0.0.0' }),
        targets,
        version: '0.0.0',
      }),
      ...filterRoutes,
      ...notificationRoutes({ ...shared, notifications }),
      ...ruleRoutes({ ...shared, rules }),
      ...scorecardRoutes({ ...shared, scorecards: configuration.resources<ScorecardFields>() }),
      ...eventTypeRoutes({ ...shared, eventTypes, schemas }),
      ...eventRoutes({
        ...shared,
        eventTypes: directory,
        schemas,
        publisher: this.publisher,
      }),
      ...deliveryRoutes({
        targets: parents,
        configuration: { read: webhooks.find },
        deliveries: this.deliveries,
        events: this.events,
        clock,
      }),
      ...executionRoutes({ configuration: { read: webhooks.find }, deliveries: this.deliveries, clock }),
      ...statisticsRoutes({ statistics: this.statistics, clock }),
      ...spaceListRoutes({
        targets: parents,
        configuration: { read: webhooks.find },
        deliveries: this.deliveries,
        events: this.events,
        deliveryIndex: this.deliveryIndex,
        failureIndex: this.failureIndex,
        eventIndex: this.eventIndex,
        clock,
      }),
      ...healthRoutes({
        configuration: { read: webhooks.find },
        deliveries: this.deliveries,
        lanes: this.lanes,
        waits: this.waits,
      }),
      ...resendRoutes({
        ...shared,
        configuration: { read: webhooks.find },
        deliveries: this.deliveries,
        waits: this.waits,
        events: this.events,
        stepResponses: new InMemoryStepResponses(),
        retries: this.retries,
        replays,
        laneRegistry: registry,
      }),
      ...serviceRoutes({ document: { openapi: '3.1.0' }, viewerFile: () => undefined }),
    ];
  }

  /** What an HTTP API hands to a function (payload format 2.0). */
  async #event({ method, path, key, body, headers = {}, query }: ApiCall): Promise<HttpApiEvent> {
    const { route, pathParameters } = routeOf(method, path);
    const authorization = key === undefined ? undefined : `Bearer ${key}`;
    const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
    const sent: Record<string, string> = {
      ...(authorization === undefined ? {} : { authorization }),
      ...(text === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    };
    const authorized = await this.#authorize(authorization);
    return httpApiEvent({ route, method, path, query, headers: sent, pathParameters, body: text, authorized });
  }

  /** What the authorizer puts into the request's context. */
  async #authorize(authorization: string | undefined): Promise<unknown> {
    const { spaces } = this.configuration;
    const outcome = await authenticate(
      {
        keys: this.#keys,
        adminKey: async () => adminKey,
        tokens: this.#tokens,
        spaceExists: async (space) => (await spaces.find(space)) !== undefined,
        clock: this.clock,
      },
      authorization,
    );
    if (outcome.ok) return { ...outcome.value };
    return { refusal: 'detail' in outcome.refusal ? outcome.refusal.detail : outcome.refusal.kind };
  }
}

/** A cache of keys without expiry. */
function keptFor(keys: Pick<KeyStore, 'find'>): Pick<KeyStore, 'find'> {
  const kept = new Map<string, ApiKey>();
  return {
    async find(ref) {
      const key = kept.get(ref.keyId) ?? (await keys.find(ref));
      if (key !== undefined) kept.set(ref.keyId, key);
      return key;
    },
  };
}
