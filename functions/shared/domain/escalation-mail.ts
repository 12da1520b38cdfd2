import type { Escalation, EscalationKind, FailureNotice } from './escalation.ts';

/** A mail in both forms that mail programs show. */
export type Mail = Readonly<{ to: string; subject: string; text: string; html: string }>;

/** As SecurityScorecard words it (product contract). */
const subject = '[Action Required] Failed Webhook Request';

/** The mail that tells an owner of failures; `count` of them since the last mail, or since the beginning. */
export function escalationMail({ owner, notice, untoldSince }: Escalation, count: number): Mail {
  const what = notice.target.kind === 'rule' ? 'Rule' : 'Webhook';
  const { name } = notice.target;
  const opening = `Your webhook requests for the ${what} ${name} have failed ${causeOf(notice)}`;
  const remedies = remediesFor(what);
  const details: [string, string][] = [
    [`Failed ${what}`, name],
    ['Webhook URL', notice.url],
    ['HTTP error', notice.error],
    ['Failed deliveries', `${count} so far, the first at ${new Date(untoldSince).toISOString()}`],
  ];
  const closing = `Space: ${notice.space}. Further failures of this ${what} are gathered and mailed in 24 hours.`;
  return {
    to: owner,
    subject,
    text: [
      opening,
      'Please try one of the following:',
      ...remedies.map((remedy) => `* ${remedy}`),
      '',
      'Details:',
      ...details.map(([label, value]) => `${label}: ${oneLine(value)}`),
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
        ([label, value]) => `<tr><th align="left">${label}</th><td>${escapeHtml(oneLine(value))}</td></tr>`,
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
  'execution.failed': "because an answer cannot be used. We'll try again the next time a rule is triggered.",
  'delivery.blocked': 'because its address is not allowed: it is private, local or reserved. Nothing was sent.',
  'webhook.disabled':
    'because the endpoint said that it is gone for good (HTTP 410). The webhook is disabled; enable it again once the endpoint is back.',
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

/** A URL fit to be mailed: userinfo and the values of its query are masked, for either may be a secret. */
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
