import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { maxEventBytes } from '../../../functions/shared/events/domain/event.ts';
import { readEnvelope } from '../../../functions/shared/events/domain/event-envelope.ts';
import { anEnvelope } from '../../support/records/envelope.ts';

test('an event keeps what the producer said', () => {
  const detail = {
    space: 'acme',
    id: 'evt_1',
    title: 'A hit',
    message: 'Something was hit',
    data: { n: 1.5, list: [null, 'é'] },
    scorecard: { id: 'sc_1', domain: 'example.com' },
  };
  expect(readEnvelope(anEnvelope({ detail, id: 'envelope-1' }))).toEqual({
    kind: 'event',
    envelopeId: 'envelope-1',
    event: { ...detail, type: 'hit.detected', time: '2026-01-02T03:04:05.000Z' },
  });
});

test('an event keeps the time in its detail to the millisecond, which the bus cuts to whole seconds', () => {
  const read = readEnvelope(anEnvelope({ detail: { space: 'acme', time: '2026-01-02T03:04:05.678Z', data: 1 } }));
  expect(read).toMatchObject({ event: { time: '2026-01-02T03:04:05.678Z' } });
});

test('the time does not count towards the size of an event', () => {
  const detail = { space: 'acme', id: 'evt_1', data: '' };
  const data = 'x'.repeat(maxEventBytes - JSON.stringify(detail).length);
  const time = '2026-01-02T03:04:05.678Z';
  expect(readEnvelope(anEnvelope({ detail: { ...detail, time, data } })).kind).toBe('event');
  expect(readEnvelope(anEnvelope({ detail: { ...detail, time, data: `${data}x` } })).kind).toBe('rejected');
});

test('an event without an own id takes that of the bus', () => {
  const read = readEnvelope(
    anEnvelope({ detail: { space: 'acme', data: null }, id: '7bf73129-1428-4cd3-a780-95db273d1602' }),
  );
  expect(read).toMatchObject({ event: { id: '7bf73129-1428-4cd3-a780-95db273d1602', data: null } });
});

describe('a result that Posthorn published', () => {
  const ownResult = {
    space: 'acme',
    webhookId: 'wh_1',
    eventType: 'hit.detected',
    status: 'exhausted',
    notice: { url: 'u' },
  };
  const envelopeOf = (detail: object) =>
    anEnvelope({ detail, id: 'result-1', type: 'delivery.exhausted', source: 'posthorn' });

  test('is an event for who subscribed to its name, without what its owner is mailed', () => {
    expect(readEnvelope(envelopeOf(ownResult))).toEqual({
      kind: 'event',
      envelopeId: 'result-1',
      event: {
        space: 'acme',
        id: 'result-1',
        type: 'delivery.exhausted',
        time: '2026-01-02T03:04:05.000Z',
        origin: 'posthorn',
        data: { webhookId: 'wh_1', eventType: 'hit.detected', status: 'exhausted' },
      },
    });
  });

  test('may be a change of the configuration, which is of no delivery', () => {
    const detail = { space: 'acme', id: 'wh_1', by: { id: 'k1', role: 'manager' }, changed: ['url'] };
    expect(readEnvelope(anEnvelope({ detail, type: 'webhook.updated', source: 'posthorn' }))).toMatchObject({
      kind: 'event',
      event: { type: 'webhook.updated', data: { id: 'wh_1', by: { id: 'k1', role: 'manager' }, changed: ['url'] } },
    });
  });

  test('may be of a webhook that fails, which is of no delivery', () => {
    const detail = { space: 'acme', webhookId: 'wh_1', failingSince: '2026-01-01T00:00:00.000Z', notice: { url: 'u' } };
    expect(readEnvelope(anEnvelope({ detail, type: 'webhook.failing', source: 'posthorn' }))).toMatchObject({
      kind: 'event',
      event: {
        type: 'webhook.failing',
        origin: 'posthorn',
        data: { webhookId: 'wh_1', failingSince: '2026-01-01T00:00:00.000Z' },
      },
    });
  });

  test('of delivering a result is ignored, for there would be no end to it', () => {
    expect(readEnvelope(envelopeOf({ ...ownResult, eventType: 'delivery.exhausted' }))).toEqual({ kind: 'ignored' });
  });

  test('may hold a response as deep as any that is kept', () => {
    const response = JSON.parse(`${'['.repeat(64)}${']'.repeat(64)}`);
    expect(readEnvelope(envelopeOf({ ...ownResult, response }))).toMatchObject({ event: { data: { response } } });
  });
});

describe('nothing that comes makes it throw', () => {
  test('whatever the text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void readEnvelope(text)));
  });

  test('whatever the JSON', () => {
    fc.assert(fc.property(fc.json(), (text) => void readEnvelope(text)));
  });

  test.each(['acme.app', 'posthorn'])('whatever the detail of an event from %s', (source) => {
    // Text in the place of a number says what JSON can and JavaScript's numbers cannot.
    const member = fc.oneof(fc.jsonValue(), fc.constant('1e999'));
    const detail = fc.dictionary(fc.string({ unit: 'binary' }), member).map((more) => ({
      space: 'acme',
      eventType: 'hit.detected',
      ...more,
    }));
    fc.assert(
      fc.property(detail, (generated) => {
        const body = anEnvelope({ source, type: 'delivery.exhausted', detail: generated });
        readEnvelope(body.replaceAll('"1e999"', '1e999'));
      }),
    );
  });
});

/** Made as text: `JSON.stringify` would give out at such a depth. */
function deepEnvelope(levels: number, name = 'a'): string {
  const data = [`{"${name}":`.repeat(levels), '}'.repeat(levels)].join('1');
  return anEnvelope({ detail: { space: 'acme', data: 'DATA' } }).replace('"DATA"', data);
}

/** A result, perhaps forged, with a member of the given text. */
function resultWith(text: string): string {
  const detail = { space: 'acme', eventType: 'hit.detected', data: 'DATA' };
  return anEnvelope({ source: 'posthorn', type: 'delivery.exhausted', detail }).replace('"DATA"', text);
}

describe('is rejected with the reason', () => {
  test.each([
    ['text that is not JSON', 'not JSON', /not an EventBridge event/],
    ['JSON that is no event', '[]', /not an EventBridge event/],
    ['an empty part in the type', anEnvelope({ type: 'hit..detected' }), /DetailType.*dot-separated/],
    ['a type that is too long', anEnvelope({ type: 'x'.repeat(129) }), /DetailType.*128/],
    ['no space', anEnvelope({ detail: { data: {} } }), /Detail.*: space: is required$/],
    ['no data', anEnvelope({ detail: { space: 'acme' } }), /Detail.*: data: is required$/],
    [
      'an unknown field',
      anEnvelope({ detail: { space: 'acme', data: 1, extra: 1 } }),
      /Detail.*: has unknown fields: extra$/,
    ],
    ['an own id with a slash', anEnvelope({ detail: { space: 'acme', id: 'a/b', data: 1 } }), /Detail.*id/],
    [
      'a time without its zone',
      anEnvelope({ detail: { space: 'acme', time: '2026-01-02T03:04:05', data: 1 } }),
      /time: must be an ISO 8601 time/,
    ],
    ['a detail that is text', anEnvelope({ detail: 'text' }), /Detail.*: body: must be an object$/],
    ['what nests too deep', deepEnvelope(65), /^Detail data\..* is nested deeper than 64 levels$/],
    ['what nests endlessly', deepEnvelope(100_000), /is nested deeper than 64 levels$/],
    ['what nests under endless names', deepEnvelope(65, 'x'.repeat(3_000)), /^Detail data\.x{100,}… is nested deeper/],
    [
      'a result that nests too deep',
      resultWith(`{"a":`.repeat(66) + 1 + '}'.repeat(66)),
      /^Detail data\..* is nested deeper than 65 levels$/,
    ],
    ['a result with a number too large to keep', resultWith('1e999'), /^Detail data is a number that is too large$/],
    ['a result that is too large', resultWith(`"${'x'.repeat(maxEventBytes)}"`), /^Detail is too large/],
    ['a result that is no result', resultWith('1').replace('eventType', 'type'), /shape of a result/],
    ['too much data', anEnvelope({ detail: { space: 'acme', data: 'é'.repeat(maxEventBytes / 2) } }), /too large/],
  ])('%s', (_, body, reason) => {
    const read = readEnvelope(body);
    expect(read).toEqual({ kind: 'rejected', reason: expect.stringMatching(reason) });
    // It travels as a message attribute, which counts towards the message's size.
    if (read.kind === 'rejected') expect(read.reason.length).toBeLessThanOrEqual(1_000);
  });
});
