import { describe, expect, test } from '@jest/globals';
import type { Escalation } from '../../../functions/shared/results/domain/escalation.ts';
import { escalationMail, maskedUrl } from '../../../functions/shared/results/domain/escalation-mail.ts';

const escalation = (name: string): Escalation => ({
  owner: 'owner@example.com',
  notice: {
    kind: 'delivery.exhausted',
    space: 'acme',
    deliveryId: 'd1',
    target: { kind: 'rule', id: 'r1', name },
    url: 'https://hooks.example.com/',
    error: 'The endpoint failed: HTTP 500.',
  },
  unmailed: 3,
  unmailedSince: Date.UTC(2026, 0, 1),
  quietUntil: 0,
  seen: [],
  version: 1,
});

test('the mail says what failed, where, why, how often, and what to do', () => {
  const { to, subject, text, html } = escalationMail(escalation('Breach watch'), 3);
  expect({ to, subject }).toEqual({
    to: 'owner@example.com',
    subject: '[Action Required] Failed Webhook Request',
  });
  for (const line of [
    'Your webhook requests for the Rule Breach watch have failed due to a network or destination server issue.',
    '* Edit the Rule to have the web request sent to a different URL',
    '* Check your service internally or credentials for service availability',
    'Failed Rule: Breach watch',
    'Webhook URL: https://hooks.example.com/',
    'HTTP error: The endpoint failed: HTTP 500.',
    'Failed deliveries: 3 so far, the first at 2026-01-01T00:00:00.000Z',
  ]) {
    expect(text).toContain(line);
  }
  expect(html).toContain('<td>Breach watch</td>');
});

test('no name can add markup or a line', () => {
  const { text, html } = escalationMail(escalation('<b>\nHTTP error: none'), 1);
  expect(html).not.toContain('<b>');
  expect(text).toContain('Failed Rule: <b> HTTP error: none');
});

describe('a URL is mailed without its secrets', () => {
  test.each([
    ['https://hooks.example.com/in', 'https://hooks.example.com/in'],
    ['https://user:pass@hooks.example.com/in?key=a&key=b&x=1#part', 'https://***@hooks.example.com/in?key=***&x=***'],
    ['not a URL', 'an address that is not a URL'],
  ])('%s', (url, masked) => {
    expect(maskedUrl(url)).toBe(masked);
  });
});
