import { randomUUID } from 'node:crypto';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { expect, test } from '@jest/globals';
import { clientSettings } from '../../bin/local/emulator/aws-clients.ts';
import { mailsTo } from '../../bin/local/emulator/mailbox.ts';
import { sesMailer } from '../../functions/shared/results/adapters/ses-mailer.ts';
import { escalateFailures } from '../../functions/shared/results/application/escalate-failures.ts';
import type { FailureNotice } from '../../functions/shared/results/domain/escalation.ts';
import { stack } from '../support/deployed-stack.ts';
import { VirtualClock } from '../support/in-memory/clock.ts';
import { InMemoryEscalationLedger } from '../support/in-memory/escalation-ledger.ts';

const client = new SESv2Client(clientSettings(stack.endpoint));
const sender = 'posthorn@example.com';
const mailer = sesMailer(client, { sender, configurationSet: 'posthorn-local' });
/** SES takes no mail from an address without a domain. */
const refused = sesMailer(client, { sender: 'posthorn', configurationSet: 'posthorn-local' });
const anOwner = () => `${randomUUID()}@example.com`;

test('a mail arrives as it was sent, once', async () => {
  const mail = {
    to: anOwner(),
    subject: '[Action Required] Größe „quoted“ \u{1F4EF}',
    text: 'First line\nÜber: <b> & "quotes"\n',
    html: '<p>First line</p>\n<p>Über: &lt;b&gt; &amp; &quot;quotes&quot;</p>',
  };
  await mailer.send(mail);
  expect(await mailsTo(mail.to, stack.endpoint)).toEqual([{ ...mail, from: sender }]);
});

test('a mail asks automatic responders to stay silent, and goes by the configuration set', async () => {
  const inputs: object[] = [];
  const watched = new SESv2Client(clientSettings(stack.endpoint));
  watched.middlewareStack.add((next) => (args) => {
    inputs.push(args.input);
    return next(args);
  });
  await sesMailer(watched, { sender, configurationSet: 'a-set' }).send({
    to: anOwner(),
    subject: 's',
    text: 't',
    html: 'h',
  });
  expect(inputs).toMatchObject([
    {
      ConfigurationSetName: 'a-set',
      Content: { Simple: { Headers: [{ Name: 'Auto-Submitted', Value: 'auto-generated' }] } },
    },
  ]);
});

test('a mail that SES rejects is an error, and its failure is mailed when the message is received again', async () => {
  const owner = anOwner();
  const notice: FailureNotice = {
    kind: 'delivery.exhausted',
    space: 'acme',
    deliveryId: 'd1',
    target: { kind: 'webhook', id: 'wh_1', name: 'Alerts' },
    url: 'https://hooks.example.com/',
    error: 'The endpoint failed: HTTP 500.',
    ownerEmail: owner,
  };
  const faults: unknown[] = [];
  const report = {
    mailed() {},
    refused() {},
    unaddressed() {},
    fault: ({ error }: { error: unknown }) => void faults.push(error),
  };
  const shared = {
    clock: new VirtualClock(),
    ledger: new InMemoryEscalationLedger(),
    owners: { find: async () => undefined },
    report,
  };
  const messages = [{ messageId: 'm1', notice }];
  expect(await escalateFailures({ ...shared, mailer: refused }, messages)).toEqual(['m1']);
  expect(faults).toMatchObject([{ name: 'MessageRejected' }]);
  expect(await mailsTo(owner, stack.endpoint)).toEqual([]);
  // The queue's visibility timeout.
  shared.clock.advance(6 * 60_000);
  expect(await escalateFailures({ ...shared, mailer }, messages)).toEqual([]);
  const [mail, ...others] = await mailsTo(owner, stack.endpoint);
  expect(mail?.text).toContain('Failed deliveries: 1 so far');
  expect(others).toEqual([]);
});
