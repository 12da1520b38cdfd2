import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { operationGroups } from '../../../functions/shared/openapi/runtime/all-operations.ts';
import type { JsonValue } from '../../../functions/shared/platform/domain/json.ts';
import { isJsonArray } from '../../../functions/shared/platform/domain/json.ts';
import { errorsIn } from '../../support/answers.ts';
import { type FurnishedSpace, furnishSpace, pathOf } from '../../support/furnished-space.ts';
import { type ApiAnswer, adminKey, InProcessApi } from '../../support/in-process-api.ts';

let api: InProcessApi;
let space: FurnishedSpace;

beforeEach(async () => {
  api = new InProcessApi();
  space = await furnishSpace(api, 'acme');
});

const call = (route: string, body: unknown): Promise<ApiAnswer> => {
  const [method = ''] = route.split(' ');
  const key = /\/spaces(\/\{space\})?$/.test(route) ? adminKey : space.key;
  return api.call({ method, path: pathOf(route, space.ids), key, body });
};

/** The places that are named, each once for each thing wrong there. */
const placesIn = (answer: ApiAnswer) => {
  expect(answer).toMatchObject({ status: 400 });
  return errorsIn(answer)
    .map(({ path }) => path)
    .sort();
};

describe('all errors of a body are reported at once', () => {
  const wrongWebhook = {
    name: 'x'.repeat(101),
    url: 'ftp://example.com/',
    kind: 'odd',
    headers: { Host: 'x', 'X-Number': 7, 'Not a name': 'y', 'X-Mask': '***' },
    eventTypes: ['a..b', 'a', 7],
    payload: { format: 'template', template: { text: '${NOBODY} and ${TITLE' } },
    secret: 'too simple',
    signature: { style: 'standard', algorithm: 'hmac-sha256' },
    tls: { caCertificate: 'not PEM', clientCertificate: 7, clientKey: 'key' },
    timeouts: { connectSeconds: 21, requestSeconds: 'x' },
    retrySchedule: [60, 'x', 60, 59, 0],
    colour: 'red',
  };
  const wrongPlaces = [
    'colour',
    'eventTypes.0',
    'eventTypes.2',
    'headers.Host',
    'headers.Not a name',
    'headers.X-Mask',
    'headers.X-Number',
    'kind',
    'name',
    'payload.template',
    'payload.template',
    'retrySchedule.1',
    'retrySchedule.2',
    'retrySchedule.3',
    'retrySchedule.4',
    'secret',
    'timeouts.connectSeconds',
    'timeouts.requestSeconds',
    'tls.caCertificate',
    'tls.clientCertificate',
    'url',
  ];

  test.each([
    'POST /v1/spaces/{space}/webhooks',
    'PATCH /v1/spaces/{space}/webhooks/{webhookId}',
    'POST /v1/spaces/{space}/webhooks/test',
  ])('%s', async (route) => {
    const { tls, ...others } = wrongWebhook;
    expect(placesIn(await call(route, others))).toEqual(wrongPlaces.filter((path) => !path.startsWith('tls')));
    expect(placesIn(await call(route, { name: 'x', url: 'https://example.com/', tls }))).toEqual([
      'tls.caCertificate',
      'tls.clientCertificate',
    ]);
  });

  test('but twenty at most, and how many more there are', async () => {
    const answer = await call('POST /v1/spaces/{space}/webhooks', wrongWebhook);
    expect(errorsIn(answer)).toHaveLength(20);
    expect(answer).toMatchObject({ body: { detail: expect.stringMatching(/; and 1 more$/) } });
  });

  test('what is missing does not hide what is there', async () => {
    expect(placesIn(await call('POST /v1/spaces/{space}/webhooks', { retrySchedule: [2, 1] }))).toEqual([
      'name',
      'retrySchedule.1',
      'url',
    ]);
  });

  test('what stands in for something wrong is not judged', async () => {
    const answer = await call('POST /v1/spaces/{space}/webhooks', {
      name: 'x',
      url: 'https://example.com/',
      secret: 'good for another style',
      signature: { style: 'sha512' },
      headers: { 'X-Webhook-Signature': 'x' },
    });
    expect(placesIn(answer)).toEqual(['signature.style']);
    const header = { style: 'sha256', header: 'x'.repeat(101) };
    const other = { secret: 'simple', signature: header, headers: { 'X-Webhook-Signature': 'x' } };
    expect(placesIn(await call('PATCH /v1/spaces/{space}/webhooks/{webhookId}', other))).toEqual(['signature.header']);
  });

  test('errors of the merged result are reported with the others', async () => {
    const patch = { name: null, url: null, secret: 7, retrySchedule: [3, 2] };
    expect(placesIn(await call('PATCH /v1/spaces/{space}/webhooks/{webhookId}', patch))).toEqual([
      'name',
      'retrySchedule.1',
      'secret',
      'url',
    ]);
  });

  test.each(['POST /v1/spaces/{space}/rules', 'PATCH /v1/spaces/{space}/rules/{ruleId}'])('%s', async (route) => {
    const none = { webhookId: '01JCH5Q2M8Z0V6W3X9Y4T7R1KD' };
    const steps = [{ webhookId: 'x' }, { webhookId: space.ids.webhookId }, none, {}, none];
    const rule = { name: '', ownerEmail: 'nobody', trigger: { eventType: 'a..b' }, scope: { type: 'all' }, steps };
    expect(placesIn(await call(route, rule))).toEqual(
      [
        'name',
        'name',
        'ownerEmail',
        'scope.type',
        'steps.0.webhookId',
        'steps.2.webhookId',
        'steps.3.webhookId',
        'steps.4.webhookId',
        'trigger.eventType',
      ].filter((path, index) => path !== 'name' || index === 0),
    );
  });

  test('of an event type, whose schema and example are judged beside the rest', async () => {
    const put = (body: object) => call('PUT /v1/spaces/{space}/event-types/{type}', body);
    const long = 'x'.repeat(1_001);
    expect(placesIn(await put({ description: long, schema: { type: 'nonsense' } }))).toEqual(
      expect.arrayContaining(['description', 'schema.type']),
    );
    expect(placesIn(await put({ description: long, schema: { type: 'string' }, example: 7 }))).toEqual([
      'description',
      'example',
    ]);
  });

  test('of a key', async () => {
    const key = { name: ' ', role: 'owner', expiresAt: '2020-01-01T00:00:00Z' };
    expect(placesIn(await call('POST /v1/spaces/{space}/keys', key))).toEqual(['expiresAt', 'name', 'role']);
  });

  test('of an event, whose data is judged beside the rest', async () => {
    await call('PUT /v1/spaces/{space}/event-types/{type}', { schema: { properties: { a: { type: 'string' } } } });
    const event = { type: space.ids.type, title: 7, time: 'now', data: { a: 1, b: 1e20 } };
    expect(placesIn(await call('POST /v1/spaces/{space}/events', event))).toEqual([
      'data.a',
      'data.b',
      'time',
      'title',
    ]);
  });

  test('of a replay', async () => {
    const replay = { since: '2026-01-02T00:00:00Z', until: '2026-01-01T00:00:00Z', statuses: ['pending'] };
    const route = 'POST /v1/spaces/{space}/webhooks/{webhookId}/replays';
    expect(placesIn(await call(route, replay))).toEqual(['statuses.0', 'until']);
  });

  test('a body that is no object is wrong as a whole', async () => {
    for (const body of ['[]', 'null', '1', '"x"']) {
      const answer = await call('POST /v1/spaces/{space}/webhooks', body);
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: '', message: 'must be an object' }] } });
    }
  });

  test('however it is wrong, the response is a 400', async () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<JsonValue>(null, true, 0, -1, 1.5, 1e20, '', 'x', '***', 'https://example.com/', 'standard'),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(
          fc.constantFrom(...Object.keys(wrongWebhook), 'style', 'header', 'format', 'template'),
          tie('any'),
        ),
      ),
    })).any;
    const body = fc.dictionary(fc.constantFrom(...Object.keys(wrongWebhook)), value);
    await fc.assert(
      fc.asyncProperty(body, async (fields) => {
        for (const route of ['POST /v1/spaces/{space}/webhooks', 'PATCH /v1/spaces/{space}/webhooks/{webhookId}']) {
          const answer = await call(route, fields);
          expect([200, 201, 400, 409]).toContain(answer.status);
          if (answer.status === 400) expect(errorsIn(answer).length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('the words', () => {
  test.each<readonly [string, object, string, string]>([
    ['POST /v1/spaces/{space}/webhooks', {}, 'name', 'is required'],
    ['POST /v1/spaces/{space}/webhooks', { name: null }, 'name', 'must be a string'],
    ['POST /v1/spaces/{space}/webhooks', { name: 'x'.repeat(101) }, 'name', 'must have at most 100 characters'],
    ['POST /v1/spaces/{space}/webhooks', { method: 'GET' }, 'method', 'must be one of: POST, PUT'],
    ['POST /v1/spaces/{space}/webhooks', { payload: {} }, 'payload.format', 'is required'],
    [
      'POST /v1/spaces/{space}/webhooks',
      { payload: { format: 'xml' } },
      'payload.format',
      'must be one of: standard, template, array, raw',
    ],
    ['POST /v1/spaces/{space}/webhooks', { payload: 'raw' }, 'payload', 'must be an object'],
    [
      'POST /v1/spaces/{space}/webhooks',
      { timeouts: { connectSeconds: 21 } },
      'timeouts.connectSeconds',
      'must be at most 20',
    ],
    [
      'POST /v1/spaces/{space}/webhooks',
      { timeouts: { connectSeconds: 0 } },
      'timeouts.connectSeconds',
      'must be at least 1',
    ],
    [
      'POST /v1/spaces/{space}/webhooks',
      { timeouts: { connectSeconds: 1.5 } },
      'timeouts.connectSeconds',
      'must be a whole number',
    ],
    [
      'POST /v1/spaces/{space}/webhooks',
      { timeouts: { connectSeconds: 1e18 } },
      'timeouts.connectSeconds',
      'must be at most 20',
    ],
    [
      'POST /v1/spaces/{space}/webhooks',
      { retrySchedule: [1, 2, 3, 4, 5, 6] },
      'retrySchedule',
      'must have at most 5 items',
    ],
    ['POST /v1/spaces/{space}/webhooks', { headers: { '': 'x' } }, 'headers.', 'has a name that must not be empty'],
    ['POST /v1/spaces/{space}/webhooks', { name: '' }, 'name', 'must not be empty'],
    ['POST /v1/spaces/{space}/webhooks', { colour: 1 }, 'colour', 'is not a known field; remove it'],
    ['POST /v1/spaces/{space}/rules', { steps: [] }, 'steps', 'must have at least 1 item'],
    ['POST /v1/spaces/{space}/rules', { enabled: 'yes' }, 'enabled', 'must be true or false'],
    ['POST /v1/spaces/{space}/rules', {}, 'ownerEmail', 'is required'],
    ['POST /v1/spaces/{space}/events', { type: 'a' }, 'data', 'is required'],
    ['POST /v1/spaces', {}, 'ownerEmail', 'is required'],
    ['POST /v1/spaces/{space}/webhooks/{webhookId}/replays', {}, 'since', 'is required'],
  ])('%s %j: %s %s', async (route, body, path, message) => {
    expect(errorsIn(await call(route, body))).toContainEqual({ path, message });
  });

  const operations = operationGroups.flatMap((group) => group.operations);
  const given = operations.flatMap(({ route, example }) => (example === undefined ? [] : [{ route, example }]));
  /** What goes on from a field's name, or has a subject of its own. */
  const plain = /^(?:is|must|has|have|The|A|An|Each|Header|Unknown|".+" is) /;
  const jargon = /invalid input|expected|received|undefined|NaN|union|discriminator|option/i;

  /** The example with each of its members, at any depth, left out or put wrong. */
  function spoiled(value: JsonValue): readonly JsonValue[] {
    const bad: readonly JsonValue[] = [null, true, -1, 1e18, 1.5, '', ' ', 'x'.repeat(20_000), [], [[]], {}, { x: 1 }];
    if (isJsonArray(value)) {
      return [...bad, ...value.flatMap((item, at) => spoiled(item).map((wrong) => value.with(at, wrong)))];
    }
    if (typeof value !== 'object' || value === null) return bad;
    return [
      ...bad,
      ...Object.keys(value).flatMap((name) => {
        const { [name]: member, ...rest } = value;
        return [rest, ...spoiled(member ?? null).map((wrong) => ({ ...rest, [name]: wrong }))];
      }),
    ];
  }

  test.each(given)('of $route are plain, whatever is wrong', async ({ route, example }) => {
    const { status } = await call(route, example);
    for (const body of spoiled(example)) {
      const answer = await call(route, body);
      if (answer.status !== 400) continue;
      for (const { message } of errorsIn(answer)) {
        expect(message).toMatch(plain);
        expect(message).not.toMatch(jargon);
      }
    }
    expect(status).toBeLessThan(500);
  });
});
