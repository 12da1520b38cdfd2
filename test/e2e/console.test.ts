import { expect, test } from '@jest/globals';
import { poll } from '../../bin/shared/poll.ts';
import { listEvents, readEvent } from '../../functions/shared/deliveries/runtime/deliveries-contract.ts';
import { bodyOf } from '../support/answers.ts';
import { openPage } from '../support/browser.ts';
import { consoleUrl, expectAccessible, goTo, openSignedIn, tabTo, takePicture } from '../support/console.ts';
import { browserTimeout, ConsoleSession, hostile } from '../support/console-session.ts';
import { adminKey, stack } from '../support/deployed-stack.ts';
import { authority, expectBody } from '../support/tenant.ts';

const session = new ConsoleSession('console');
const { heading, button, link, dialog, space, inOwnTab } = session;

test(
  'console errors, exceptions, refusals and breaches of the policy are faults of a page',
  async () => {
    const { page: faulty, faults } = await openPage(session.context);
    await faulty.goto(consoleUrl());
    await faulty.evaluate(`console.error('logged');
      setTimeout(() => { throw new Error('thrown'); });
      fetch('../v1/spaces', { headers: { authorization: 'Bearer ${session.acme.managerKey}' } });
      document.head.append(Object.assign(document.createElement('style'), { textContent: 'p {}' }));`);
    const expected = [/^logged$/, /^Error: thrown$/, /^style-src-elem of the policy: inline/, /^GET .* was refused$/];
    const ask = async () => expected.every((one) => faults.some((fault) => one.test(fault))) || undefined;
    expect({ seen: await poll({ ask, withinMs: 10_000 }), faults }).toMatchObject({ seen: true });
    await faulty.close();
  },
  browserTimeout,
);

test(
  'whoever has only a keyboard signs in and creates a webhook',
  () =>
    inOwnTab(async () => {
      await session.page.goto(`${stack.apiUrl}/console`);
      // The field has the focus.
      await session.page.getByLabel('API key').waitFor();
      await session.page.keyboard.type('phk_wrong');
      await session.page.keyboard.press('Enter');
      await session.page.getByText('The key is unknown, revoked or expired.').waitFor();
      await expectAccessible(session.page, 'sign-in');
      await session.page.getByLabel('API key').focus();
      await session.page.keyboard.press('ControlOrMeta+a');
      await session.page.keyboard.type(session.acme.managerKey);
      await session.page.keyboard.press('Enter');
      await tabTo(session.page, 'Create webhook');
      await session.page.keyboard.press('Enter');
      await tabTo(session.page, 'Name');
      await session.page.keyboard.type('By keyboard');
      await tabTo(session.page, 'URL');
      await session.page.keyboard.type('https://example.com/hooks');
      await tabTo(session.page, 'Event types');
      await session.page.keyboard.type('hit.detected');
      await session.page.keyboard.press('Enter');
      await button('Remove hit.detected').waitFor();
      await tabTo(session.page, 'Owner');
      await session.page.keyboard.press('Enter');
      await heading('By keyboard').waitFor();
      const { body } = await session.acme.api('GET', '/webhooks');
      expect(body).toMatchObject({ items: [{ name: 'By keyboard', eventTypes: ['hit.detected'] }] });
    }),
  browserTimeout,
);

test(
  'a newcomer finds out by a test why a webhook fails, mends it, sends an event and follows its delivery',
  async () => {
    await button('Create webhook').click();
    await session.page.getByLabel('Name', { exact: true }).fill('To our CRM');
    await session.page.getByLabel('URL', { exact: true }).fill('http://127.0.0.1/');
    await session.page.getByLabel('Event types').fill('deal.won');
    await session.page.keyboard.press('Enter');
    await session.page.getByRole('radio', { name: /Template/ }).click();
    await button('Filter by content').click();
    await session.page.locator('.ace_content').nth(1).waitFor();
    await button('Test').click();
    // What the API says stands at the field.
    await session.page.getByText('The URL must begin with https://.', { exact: true }).waitFor();
    await expectAccessible(session.page, 'webhook-form');
    await session.page.getByLabel('URL', { exact: true }).fill(`${session.receiver.url}/broken`);
    await button('Certificates').click();
    await session.page.getByLabel('CA certificate').fill(authority.certificatePem);
    await button('Test').click();
    await session.page.getByText('A delivery would have failed').waitFor();
    await session.page.getByText('HTTP 500').first().waitFor();
    await session.page.getByText('The account is suspended.').waitFor();
    await takePicture(session.page, 'test');
    await expectAccessible(session.page, 'test-dialog', 'dialog');
    await button(/^Close$/).click();
    await session.page.getByLabel('URL', { exact: true }).fill(`${session.receiver.url}/hostile`);
    await button('Test').click();
    await session.page.getByText('The test succeeded').waitFor();
    await session.page.getByText(hostile).waitFor();
    await button(/^Close$/).click();
    await session.page.getByLabel('URL', { exact: true }).fill(`${session.receiver.url}/crm`);
    await button('Test').click();
    await session.page.getByText('The test succeeded').waitFor();
    await button(/^Close$/).click();
    await button('Create webhook').click();
    await heading('To our CRM').waitFor();

    await link('Events').click();
    await button('Send an event').click();
    await session.page.getByLabel('Type', { exact: true }).fill('deal.won');
    await session.page.getByLabel('Title').fill(hostile);
    await button('Send event').click();
    await link('Show the event and its deliveries').waitFor();
    await expectAccessible(session.page, 'send-event');
    await link('Show the event and its deliveries').click();
    await session.page.getByText(hostile).first().waitFor();
    await session.page.getByText('Succeeded').first().waitFor();
    await expectAccessible(session.page, 'event');
    await session.page.locator('td a, th a').first().click();
    await heading('Delivery of deal.won').waitFor();
    // The breadcrumb names the webhook.
    await link('To our CRM').waitFor();
    await session.page.getByText('Attempt 1').first().waitFor();
    await session.page
      .getByLabel('Body of the request')
      .getByText(JSON.stringify(hostile).slice(1, -1))
      .first()
      .waitFor();
    await button('Retry').click();
    await session.page.getByText('The delivery is being retried.').waitFor();
    await session.page.getByText('Attempt 2').first().waitFor();
    await expectAccessible(session.page, 'delivery');

    await link('Webhooks').click();
    await link('To our CRM').click();
    await session.page.getByText('Succeeded').first().waitFor();
    await takePicture(session.page, 'webhook');
    await expectAccessible(session.page, 'webhook');
  },
  browserTimeout,
);

test(
  'the last hour is replayed, and the progress is there after a reload',
  async () => {
    const webhookId = await session.acme.createWebhook({
      url: `${session.receiver.url}/replayed`,
      eventTypes: ['replay.me'],
      name: hostile,
    });
    await session.acme.putEvents({ type: 'replay.me', data: { text: hostile } });
    await session.acme.deliveries({ webhookId, count: 1, status: 'succeeded' });
    await button('Refresh').click();
    await link(hostile).click();
    await session.page.getByText('Succeeded').first().waitFor();
    await session.page.getByRole('tab', { name: 'Replays' }).click();
    await button('Replay deliveries').click();
    await session.page.getByRole('button', { name: /Status/ }).click();
    await session.page.getByRole('option', { name: 'Succeeded' }).click();
    await session.page.keyboard.press('Escape');
    await button('Count').click();
    await session.page.getByText('Deliveries that would be replayed: 1.').waitFor();
    await expectAccessible(session.page, 'replay-dialog', 'dialog');
    await dialog().getByRole('button', { name: 'Replay', exact: true }).click();
    await session.page.getByText('Completed').first().waitFor();
    await session.page.reload();
    await session.page.getByText('Matched: 1, replayed: 1').first().waitFor();
    await expectAccessible(session.page, 'replay');
    expect(await session.acme.requests(session.receiver, 2, '/replayed')).toHaveLength(2);
  },
  browserTimeout,
);

test(
  'a rule of two steps is built, set off, and its execution shows both; two who change it can compare',
  async () => {
    for (const name of ['First step', 'Second step']) {
      await session.acme.createWebhook({ url: `${session.receiver.url}/${name.slice(0, 5)}`, eventTypes: [], name });
    }
    await link('Rules').click();
    await button('Create rule').click();
    await session.page.getByLabel('Name', { exact: true }).fill('Tell both');
    await session.page.getByLabel('Owner').fill('vera@acme.example');
    await session.page.getByLabel('Event type', { exact: true }).fill('score.dropped');
    await button('Add step').click();
    for (const [index, name] of ['First step', 'Second step'].entries()) {
      await button(new RegExp(`Webhook of step ${index + 1}`)).click();
      await session.page.getByRole('option', { name }).click();
    }
    const boxes = [1, 2].map((step) => button(new RegExp(`Webhook of step ${step}`)).boundingBox());
    const [firstBox, secondBox] = await Promise.all(boxes);
    expect(firstBox?.width).toBe(secondBox?.width);
    await button('Filter by content').click();
    await session.page.locator('.ace_content').click();
    await session.page.keyboard.type('oops');
    await button('Create rule').click();
    await session.page.getByText(/^Filter: must be valid JSON/).waitFor();
    await expectAccessible(session.page, 'rule-form');
    await session.page.locator('.ace_content').click();
    await session.page.keyboard.press('ControlOrMeta+a');
    await session.page.keyboard.press('Delete');
    await button('Create rule').click();
    await heading('Tell both').waitFor();
    const ruleUrl = session.page.url();
    await session.acme.putEvents({ type: 'score.dropped' });
    await session.page.getByText('2 of 2').waitFor();
    await expectAccessible(session.page, 'rule');
    const execution = session.page.getByRole('row', { name: /2 of 2/ });
    await execution.getByRole('link').click();
    await heading(/Step 2/).waitFor();
    await expectAccessible(session.page, 'execution');

    await session.page.goto(ruleUrl);
    await button('Edit').click();
    await session.page.getByLabel('Owner').fill('mine@acme.example');
    await session.acme.api('PATCH', `/rules/${ruleUrl.split('/').at(-1)}`, { ownerEmail: 'theirs@acme.example' });
    await button('Save changes').click();
    const conflict = session.page.getByRole('dialog', { name: 'Someone else has changed this rule' });
    await conflict.getByText('theirs@acme.example').waitFor();
    await conflict.getByText('mine@acme.example').waitFor();
    await conflict.getByRole('button', { name: 'Discard mine, show theirs' }).click();
    await conflict.waitFor({ state: 'hidden' });
    const shown = async () =>
      (await session.page.getByLabel('Owner').inputValue()) === 'theirs@acme.example' || undefined;
    expect(await poll({ ask: shown, withinMs: 10_000 })).toBe(true);
  },
  browserTimeout,
);

test(
  'what someone else changed in a webhook meanwhile can be compared, and saved over',
  async () => {
    const webhookId = await session.acme.createWebhook({
      url: session.receiver.url,
      eventTypes: [],
      name: 'Contended',
    });
    await goTo(session.page, `${space()}/webhooks/${webhookId}/edit`);
    await session.page.getByLabel('Description').fill('mine');
    await session.acme.api('PATCH', `/webhooks/${webhookId}`, { description: 'theirs' });
    await button('Save changes').click();
    const conflict = session.page.getByRole('dialog', { name: 'Someone else has changed this webhook' });
    await conflict.getByText('theirs', { exact: true }).waitFor();
    await conflict.getByText('mine', { exact: true }).waitFor();
    await expectAccessible(session.page, 'conflict-dialog', 'dialog');
    await conflict.getByRole('button', { name: 'Save mine over theirs' }).click();
    await heading('Contended').waitFor();
    expect(await session.acme.api('GET', `/webhooks/${webhookId}`)).toMatchObject({ body: { description: 'mine' } });
  },
  browserTimeout,
);

test(
  'a secret is shown on demand; what is destructive says what it takes along, and a deletion needs the name',
  async () => {
    const webhookId = await session.acme.createWebhook({ url: session.receiver.url, eventTypes: [], name: 'Doomed' });
    await goTo(session.page, `${space()}/webhooks/${webhookId}`);
    await heading('Doomed').waitFor();
    const act = async (name: string) => {
      await button('Actions').click();
      await session.page.getByRole('menuitem', { name, exact: true }).click();
      await dialog().waitFor();
    };
    await act('Show secret');
    await session.page.getByText(/^whsec_/).waitFor();
    await expectAccessible(session.page, 'secret-dialog', 'dialog');
    await button(/^Close$/).click();
    await act('Pause');
    await dialog().getByText('Deliveries are held until you resume the webhook.').waitFor();
    await expectAccessible(session.page, 'pause-dialog', 'dialog');
    const pausing = await session.holdCall(`**/v1/spaces/*/webhooks/${webhookId}`);
    await dialog().getByRole('button', { name: 'Pause', exact: true }).click();
    await pausing.asked;
    await session.page.keyboard.press('Escape');
    // The dialog stays open while its call is pending.
    expect(await dialog().getByRole('button', { name: 'Cancel' }).isDisabled()).toBe(true);
    pausing.release();
    await session.page.getByText('The webhook was paused.').waitFor();
    await act('Delete');
    const confirm = dialog().getByRole('button', { name: 'Delete', exact: true });
    expect(await confirm.isDisabled()).toBe(true);
    await expectAccessible(session.page, 'delete-dialog', 'dialog');
    await dialog().getByRole('textbox').fill('Doomed');
    await confirm.click();
    await session.page.getByText('The webhook Doomed was deleted.').waitFor();
    expect(await session.acme.api('GET', `/webhooks/${webhookId}`)).toMatchObject({ status: 404 });
  },
  browserTimeout,
);

test(
  'every other page and its dialogs are accessible, and do what they say',
  async () => {
    const open = async (path: string, ready: string | RegExp) => {
      await goTo(session.page, `${space()}/${path}`);
      await session.page.getByRole('heading', { name: ready, level: 1 }).waitFor();
      await session.page.getByText('Loading', { exact: true }).first().waitFor({ state: 'hidden' });
    };
    const openDialog = async (opener: string) => {
      await button(opener).click();
      await dialog().waitFor();
    };
    await open('webhooks', /^Webhooks/);
    await expectAccessible(session.page, 'webhooks');
    await open('events', /^Events/);
    await expectAccessible(session.page, 'events');
    await open('deliveries', /^Deliveries/);
    await expectAccessible(session.page, 'deliveries');
    await open('statistics', 'Statistics');
    await session.page.getByLabel('Duration of attempts over time').first().waitFor();
    await expectAccessible(session.page, 'statistics');
    await open('rules', /^Rules/);
    await expectAccessible(session.page, 'rules');

    await open('event-types', /^Event types/);
    await openDialog('Describe event type');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().getByText('Type: Enter a type.').waitFor();
    await dialog().getByLabel('Type', { exact: true }).fill('hit.detected');
    await dialog().getByLabel('Description').fill('A hit was detected.');
    await expectAccessible(session.page, 'event-type-dialog', 'dialog');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await session.page.getByText('The event type was saved.').waitFor();
    await expectAccessible(session.page, 'event-types');

    await open('scorecards', /^Scorecards/);
    await openDialog('Add scorecard');
    await dialog().getByLabel('Id').fill('sc-1');
    await dialog().getByLabel('Domain').fill('example.com');
    await expectAccessible(session.page, 'scorecard-dialog', 'dialog');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await session.page.getByText('The scorecard was saved.').waitFor();
    await expectAccessible(session.page, 'scorecards');
    await openDialog('Delete sc-1');
    await dialog().getByRole('textbox').fill('sc-1');
    await dialog().getByRole('button', { name: 'Delete' }).click();
    await session.page.getByText('The scorecard was deleted.').waitFor();

    await open('keys', /^Keys/);
    // The notice belongs to the page before.
    expect(await session.page.getByText('The scorecard was deleted.').count()).toBe(0);
    await openDialog('Create key');
    await expectAccessible(session.page, 'key-dialog', 'dialog');
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await openDialog('Create portal link');
    await expectAccessible(session.page, 'portal-link-dialog', 'dialog');
    await dialog().getByRole('button', { name: 'Create link' }).click();
    // The link has the address at which this page was opened.
    await session.page.getByText(consoleUrl('token=phk_')).waitFor();
    await expectAccessible(session.page, 'keys');

    await open('webhooks', /^Webhooks/);
    await link('To our CRM').click();
    await session.page.getByRole('tab', { name: 'Statistics' }).click();
    await session.page.getByLabel('Duration of attempts over time').first().waitFor();
    await expectAccessible(session.page, 'webhook-statistics');
    await session.page.getByRole('tab', { name: 'Notifications' }).click();
    await openDialog('Create notification');
    await dialog().getByLabel('Event type').fill('deal.won');
    await expectAccessible(session.page, 'notification-dialog', 'dialog');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await session.page.getByText('The notification was saved.').waitFor();
    await expectAccessible(session.page, 'webhook-notifications');
  },
  browserTimeout,
);

test(
  'the platform team creates a space and a key',
  () =>
    inOwnTab(async () => {
      await openSignedIn(session.page, adminKey);
      await button('Create space').click();
      const id = `${session.acme.space}-b`;
      await dialog().getByLabel('Id').fill(id);
      await dialog().getByLabel('Name').fill('Other');
      await dialog().getByLabel('Owner').fill('owner@other.example');
      await expectAccessible(session.page, 'space-dialog', 'dialog');
      await dialog().getByRole('button', { name: 'Save' }).click();
      await session.page.getByText('The space was saved.').waitFor();
      await expectAccessible(session.page, 'spaces');
      await goTo(session.page, `/spaces/${id}/keys`);
      await button('Create key').click();
      await dialog().getByLabel('Name').fill('Their manager');
      await dialog().getByRole('button', { name: 'Create key' }).click();
      await session.page.getByText(/^phk_/).waitFor();
    }),
  browserTimeout,
);

/** Opens a new portal link. */
async function openPortalLink(role: 'manager' | 'viewer'): Promise<void> {
  const { url } = expectBody(await session.acme.api('POST', '/portal-links', { role }), 201);
  const [, fragment] = String(url).split('#');
  await session.page.goto(consoleUrl(fragment));
  await button('Refresh').waitFor();
}

const changing =
  /^(create|edit|delete|send|retry|replay|cancel|revoke|test|save|add|describe|actions|pause|rotate|secret)/i;

test(
  'a portal link signs in its own tab, and offers nothing that would be refused',
  () =>
    inOwnTab(async () => {
      await openPortalLink('viewer');
      const nothingToChange = async (path: string, ready: string | RegExp) => {
        await goTo(session.page, `${space()}/${path}`);
        await heading(ready).waitFor();
        await session.page.getByText('Loading', { exact: true }).first().waitFor({ state: 'hidden' });
        const offered = await session.page.getByRole('button', { name: changing }).allTextContents();
        expect({ path, offered }).toEqual({ path, offered: [] });
      };
      const [event] = bodyOf(listEvents, await session.acme.api('GET', '/events?type=deal.won')).items;
      const { deliveries } = bodyOf(readEvent, await session.acme.api('GET', `/events/${event?.id}`));
      const [delivery] = deliveries.items;
      const crm = `webhooks/${delivery?.webhookId}`;
      await nothingToChange('webhooks', /^Webhooks/);
      await nothingToChange(crm, 'To our CRM');
      await nothingToChange(`${crm}?tab=replays`, 'Replays');
      await nothingToChange(`${crm}?tab=notifications`, 'Notifications');
      await nothingToChange(`${crm}/deliveries/${delivery?.id}`, 'Delivery of deal.won');
      await nothingToChange('events', /^Events/);
      await nothingToChange(`events/${event?.id}`, 'Event deal.won');
      await nothingToChange('rules', /^Rules/);
      await nothingToChange('scorecards', /^Scorecards/);
      await nothingToChange('statistics', 'Statistics');
      await nothingToChange('event-types', /^Event types/);
      await button('Show hit.detected').click();
      await dialog().getByText('A hit was detected.').waitFor();
      expect(await link('Keys').count()).toBe(0);
      await goTo(session.page, `${space()}/webhooks/new`);
      await session.page.getByText('Your role can only read').waitFor();
      expect(await session.page.getByRole('textbox').count()).toBe(0);
      await expectAccessible(session.page, 'read-only');
      await link('Back').click();
      await heading(/^Webhooks/).waitFor();

      // Another tab has no session, and no cookie brings one.
      const { page: otherTab } = await openPage(session.context);
      await otherTab.goto(consoleUrl());
      await otherTab.getByLabel('API key').waitFor();
      expect(await session.context.cookies()).toEqual([]);
      await otherTab.close();

      // The same tab takes over another link, with the rights of that one.
      await openPortalLink('manager');
      await button('Create webhook').waitFor();
      expect(await link('Keys').count()).toBe(0);
      await goTo(session.page, `${space()}/keys`);
      await session.page.getByRole('rowheader', { name: 'Portal link' }).first().waitFor();
      for (const name of ['Create key', 'Create portal link', /^Revoke/]) expect(await button(name).count()).toBe(0);

      // Unsaved changes do not keep the previous user in the tab.
      session.page.on('dialog', (asked) => asked.dismiss());
      await goTo(session.page, `${space()}/webhooks/new`);
      await session.page.getByLabel('Name', { exact: true }).click();
      await session.page.keyboard.type('Unsaved');
      const loaded = session.page.waitForEvent('load');
      await openPortalLink('viewer');
      await loaded;
      await button('Refresh').waitFor();
    }),
  browserTimeout,
);
