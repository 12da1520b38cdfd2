import { describe, expect, test } from '@jest/globals';
import type { Escalation, FailureNotice } from '../../../functions/shared/results/domain/escalation.ts';
import { escalationMail } from '../../../functions/shared/results/domain/escalation-mail.ts';

const notice: FailureNotice = {
  kind: 'delivery.exhausted',
  space: 'acme',
  deliveryId: 'x_1',
  target: { kind: 'rule', id: 'rule_1', name: 'Tell <the> vendor' },
  url: 'https://vendor.example/in',
  error: 'The endpoint failed: HTTP 500.',
};
const mailOf = (changes: Partial<FailureNotice> = {}) => {
  const escalation: Escalation = {
    owner: 'vera@acme.example',
    notice: { ...notice, ...changes },
    unmailed: 3,
    unmailedSince: Date.parse('2026-01-01T00:00:00.000Z'),
    quietUntil: 0,
    seen: [],
    version: 1,
  };
  return escalationMail(escalation, 3);
};
const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim();

describe("the mail to a rule's owner", () => {
  test("begins with the contract's words, and then counts", () => {
    const { to, subject, text } = mailOf();
    expect([to, subject]).toEqual(['vera@acme.example', '[Action Required] Failed Webhook Request']);
    expect(oneLine(text)).toBe(
      oneLine(`
        Your webhook requests for the Rule Tell <the> vendor have failed due to a network or destination server issue.
        We'll try again the next time a rule is triggered. Please try one of the following:
        * Edit the Rule to have the web request sent to a different URL
        * Check your service internally or credentials for service availability
        Details: Failed Rule: Tell <the> vendor Webhook URL: https://vendor.example/in
        HTTP error: The endpoint failed: HTTP 500.
        Failed deliveries: 3 so far, the first at 2026-01-01T00:00:00.000Z
        Space: acme. Further failures of this Rule are combined in a mail in 24 hours.`),
    );
  });

  test('says the same in HTML, where a name cannot become markup', () => {
    const { html } = mailOf();
    expect(html).toContain('the Rule Tell &lt;the&gt; vendor have failed due to a network');
    expect(html).toContain('again the next time a rule is triggered.');
    expect(html).not.toContain('<the>');
  });

  test('says so when a response could not be used', () => {
    expect(oneLine(mailOf({ kind: 'execution.failed' }).text)).toContain('because a response cannot be used.');
  });
});

test("the mail to a webhook's owner speaks of the webhook", () => {
  const { text } = mailOf({ target: { kind: 'webhook', id: 'wh_1', name: 'Alerts' } });
  expect(text).toContain("We'll try again the next time it is triggered.");
  expect(text).toContain('Failed Webhook: Alerts');
  expect(text).not.toContain('Rule');
});
