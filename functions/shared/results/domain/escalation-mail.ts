import type { Escalation, EscalationKind, FailureNotice } from './escalation.ts';

/** A mail in both forms that mail programs show. */
export type Mail = Readonly<{ to: string; subject: string; text: string; html: string }>;

/** As SecurityScorecard words it (product contract). */
const subject = '[Action Required] Failed Webhook Request';

/** The mail that notifies an owner of failures; `count` of them since the last mail, or since the beginning. */
export function escalationMail(escalation: Escalation, count: number): Mail {
  return escalation.notice.target.kind === 'space'
    ? webhooksMail(escalation, count)
    : deliveriesMail(escalation, count);
}

function deliveriesMail({ owner, notice, unmailedSince }: Escalation, count: number): Mail {
  const what = notice.target.kind === 'rule' ? 'Rule' : 'Webhook';
  const { name } = notice.target;
  return compose({
    to: owner,
    subject,
    opening: `Your webhook requests for the ${what} ${name} have failed ${causeOf(notice)}`,
    remedies: remediesFor(what),
    details: [
      [`Failed ${what}`, name],
      ['Webhook URL', notice.url],
      ['HTTP error', notice.error],
      ['Failed deliveries', `${count} so far, the first at ${new Date(unmailedSince).toISOString()}`],
    ],
    closing: `Space: ${notice.space}. Further failures of this ${what} are combined in a mail in 24 hours.`,
  });
}

/** For webhooks that have failed for long; those that fail at the same time are in one mail. */
function webhooksMail({ owner, notice, webhooks = [] }: Escalation, count: number): Mail {
  const isOff = notice.kind === 'webhook.failed_too_long';
  const details = webhooks.map(({ name, failingSince, url, error }): [string, string] => {
    return [name, `${url}, failing since ${failingSince}: ${error}`];
  });
  const others = count - details.length;
  return compose({
    to: owner,
    subject: isOff ? '[Action Required] Webhooks Disabled' : '[Action Required] Webhooks Failing',
    opening: `No request to these webhooks has succeeded ${causes[notice.kind]}`,
    remedies: [
      'Check that the endpoint can be reached and accepts requests; send a test from the webhook',
      'Edit the webhook to send requests to a different URL',
      ...(isOff ? ['Enable the webhook, then replay its deliveries since it started to fail'] : []),
    ],
    details: [['Webhooks', String(count)], ...details, ...(others > 0 ? [['Others', String(others)] as const] : [])],
    closing: `Space: ${notice.space}. Further webhooks are combined in a mail in 24 hours.`,
  });
}

type Parts = Readonly<{
  to: string;
  subject: string;
  opening: string;
  remedies: readonly string[];
  details: readonly (readonly [string, string])[];
  closing: string;
}>;

function compose({ to, subject: title, opening, remedies, details, closing }: Parts): Mail {
  return {
    to,
    subject: title,
    text: [
      opening,
      'Please try one of the following:',
      ...remedies.map((remedy) => `* ${remedy}`),
      '',
      'Details:',
      ...details.map(([label, value]) => `${oneLine(label)}: ${oneLine(value)}`),
      '',
      closing,
      '',
    ].join('\n'),
    html: [
      '<!DOCTYPE html><html><body>',
      `<p>${escapeHtml(opening)}</p><p>Please try one of the following:</p>`,
      `<ul>${remedies.map((remedy) => `<li>${escapeHtml(remedy)}</li>`).join('')}</ul>`,
      '<p>Details:</p><table>',
      ...details.map(
        ([label, value]) =>
          `<tr><th align="left">${escapeHtml(oneLine(label))}</th><td>${escapeHtml(oneLine(value))}</td></tr>`,
      ),
      `</table><p>${escapeHtml(closing)}</p></body></html>`,
    ].join('\n'),
  };
}

function causeOf({ kind, target }: FailureNotice): string {
  return kind === 'delivery.exhausted' && target.kind === 'rule'
    ? "due to a network or destination server issue. We'll try again the next time a rule is triggered."
    : causes[kind];
}

const causes: Readonly<Record<EscalationKind, string>> = {
  'delivery.exhausted': "due to a network or destination server issue. We'll try again the next time it is triggered.",
  'execution.failed': "because a response cannot be used. We'll try again the next time a rule is triggered.",
  'delivery.blocked': 'because its address is not allowed: it is private, local or reserved. Nothing was sent.',
  'webhook.disabled':
    'because the endpoint reported that it is gone (HTTP 410). The webhook is disabled; enable it again when the endpoint is back.',
  'webhook.failing':
    'for a day. A webhook that continues to fail will be disabled, unless its automatic disabling is off.',
  'webhook.failed_too_long':
    'for so long that they are disabled now. New deliveries are recorded, and not sent until you enable the webhooks and replay them.',
};

function remediesFor(what: string): readonly string[] {
  return [
    `Edit the ${what} to have the web request sent to a different URL`,
    'Check your service internally or credentials for service availability',
  ];
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** A URL that may be mailed: userinfo and the values of its query are masked, since either may be a secret. */
export function maskedUrl(text: string): string {
  const url = URL.parse(text);
  if (!url) return 'an address that is not a URL';
  if (url.username !== '' || url.password !== '') {
    url.username = '***';
    url.password = '';
  }
  for (const name of new Set(url.searchParams.keys())) url.searchParams.set(name, '***');
  url.hash = '';
  return url.href;
}
