import { describe, expect, test } from '@jest/globals';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { buildRequest, type Content } from '../../../functions/shared/deliveries/domain/outgoing-request.ts';
import type { Webhook } from '../../../functions/shared/webhooks/domain/webhook.ts';
import { anEvent } from '../../support/records/event.ts';
import { aWebhook } from '../../support/records/webhook.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const event = anEvent();

const build = (changes: Partial<Webhook> = {}, content: Content = { kind: 'event', event }) => {
  const built = buildRequest({
    webhook: aWebhook(changes),
    content,
    deliveryId: '01JDELIVERY',
    attemptAt: new Date(),
    version: '1.2.3',
  });
  if (built.kind !== 'built') throw new Error(built.reason);
  return built.request;
};
const bodyOf = (...given: Parameters<typeof build>) => JSON.parse(new TextDecoder().decode(build(...given).body));

describe('the body', () => {
  test('has each format', () => {
    const { data, time: timestamp, type } = event;
    expect(bodyOf()).toEqual({ type, timestamp, data });
    expect(bodyOf({ payload: { format: 'array' } })).toEqual([data]);
    expect(bodyOf({ payload: { format: 'raw' } })).toEqual(data);
    expect(bodyOf({ payload: { format: 'template', template: ['${ID}', '${DATA.severity}'] } })).toEqual(['evt_1', 3]);
  });

  test("takes a notification's own texts before the event's", () => {
    const payload = { format: 'template', template: '${TITLE}|${EVENT_MSG}' } as const;
    const withTexts = (texts: { title?: string; message?: string }): Content => ({ kind: 'event', event, texts });
    expect(bodyOf({ payload })).toBe('A hit|Something was hit');
    expect(bodyOf({ payload }, withTexts({ title: 'Mine', message: '' }))).toBe('Mine|');
    expect(bodyOf({ payload }, withTexts({ message: 'Other' }))).toBe('A hit|Other');
    const bare: Content = { kind: 'event', event: anEvent({ title: undefined, message: undefined }) };
    expect(bodyOf({ payload }, bare)).toBe('hit.detected|');
  });

  test('of a template that multiplies the event is refused by its place', () => {
    const template = { copies: Array.from({ length: 20 }, () => '${DATA}') };
    const built = buildRequest({
      webhook: aWebhook({ payload: { format: 'template', template } }),
      content: { kind: 'event', event: anEvent({ data: 'x'.repeat(100_000) }) },
      deliveryId: 'd',
      attemptAt: new Date(),
      version: '1.2.3',
    });
    expect(built).toEqual({ kind: 'too_large', reason: expect.stringContaining('$.copies[10]') });
  });
});

describe('the request', () => {
  test("carries the webhook's settings, our fixed headers and the signature of the very bytes", () => {
    const tls = { caCertificate: 'PEM' };
    const timeouts = { connectSeconds: 20, requestSeconds: 15 };
    const request = build({ headers: { 'X-Key': 'v' }, method: 'PUT', secrets: [{ value: secret }], tls, timeouts });
    expect(request).toMatchObject({ webhookId: 'wh_1', url: aWebhook().url, method: 'PUT', tls, timeouts });
    expect(request.headers).toMatchObject({
      'X-Key': 'v',
      accept: '*/*',
      'content-type': 'application/json',
      'user-agent': 'Posthorn/1.2.3',
      'webhook-id': '01JDELIVERY',
    });
    const verify = () =>
      new StandardWebhook(secret).verify(Buffer.from(request.body).toString(), { ...request.headers });
    expect(verify).not.toThrow();
  });

  test("lets the webhook's own accept header stand alone", () => {
    const { headers } = build({ headers: { Accept: 'application/json' } });
    expect(Object.entries(headers).filter(([name]) => name.toLowerCase() === 'accept')).toEqual([
      ['Accept', 'application/json'],
    ]);
  });
});
