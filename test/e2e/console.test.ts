import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { TlsReceiver } from '../../bin/local/receiver/tls-receiver.ts';
import { poll } from '../../bin/shared/poll.ts';
import {
  accessibilityFaults,
  desktop,
  launchBrowser,
  openContext,
  openPage,
  phone,
  type WatchedPage,
} from '../support/browser.ts';
import { consoleUrl, goTo, openSignedIn, tabTo, takePicture } from '../support/console.ts';
import { adminKey, stack } from '../support/deployed-stack.ts';
import { authority, expectBody, Tenant } from '../support/tenant.ts';

const timeout = 90_000;
const hostile = `<img src=x onerror="alert(1)"></script><script>alert(2)</script>`;

let browser: Browser;
let context: BrowserContext;
let acme: Tenant;
let receiver: TlsReceiver;
let watched: WatchedPage;
let page: Page;

beforeAll(async () => {
  [browser, acme] = await Promise.all([launchBrowser(), Tenant.create('console')]);
  context = await openContext(browser);
  receiver = await acme.receiver(({ path }) => (path === '/broken' ? { status: 500, body: hostile } : {}));
}, timeout);
afterAll(async () => {
  await browser?.close();
  await acme?.close();
});

beforeEach(async () => {
  watched = await openPage(context);
  page = watched.page;
});
afterEach(async () => {
  await page.close();
  expect(watched.faults).toEqual([]);
});

test(
  'console errors, exceptions and breaches of the policy are faults of a page',
  async () => {
    const { page: faulty, faults } = await openPage(context);
    await faulty.goto(consoleUrl());
    await faulty.evaluate(`console.error('logged');
      setTimeout(() => { throw new Error('thrown'); });
      document.head.append(Object.assign(document.createElement('style'), { textContent: 'p {}' }));`);
    const expected = [/^logged$/, /^Error: thrown$/, /^style-src-elem of the policy: inline/];
    const ask = async () => expected.every((one) => faults.some((fault) => one.test(fault))) || undefined;
    expect({ seen: await poll({ ask, withinMs: 5_000 }), faults }).toMatchObject({ seen: true });
    await faulty.close();
  },
  timeout,
);

const heading = (name: string | RegExp) => page.getByRole('heading', { name }).first();
const button = (name: string | RegExp) => page.getByRole('button', { name }).first();
const space = () => `/spaces/${acme.space}`;

test(
  'whoever has only a keyboard signs in and creates a webhook',
  async () => {
    await page.goto(`${stack.apiUrl}/console`);
    // The field has the focus.
    await page.getByLabel('API key').waitFor();
    await page.keyboard.type('phk_wrong');
    await page.keyboard.press('Enter');
    await page.getByText('The key is unknown, revoked or expired.').waitFor();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type(acme.managerKey);
    await page.keyboard.press('Enter');
    await tabTo(page, 'Create webhook');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Name');
    await page.keyboard.type('By keyboard');
    await tabTo(page, 'URL');
    await page.keyboard.type('https://example.com/hooks');
    await tabTo(page, 'Event types');
    await page.keyboard.type('hit.detected');
    await page.keyboard.press('Enter');
    await button('Remove hit.detected').waitFor();
    await tabTo(page, 'Owner');
    await page.keyboard.press('Enter');
    await heading('By keyboard').waitFor();
    const { body } = await acme.api('GET', '/webhooks');
    expect(body).toMatchObject({ items: [{ name: 'By keyboard', eventTypes: ['hit.detected'] }] });
  },
  timeout,
);

test(
  'a newcomer finds out by a test why a webhook fails, mends it, sends an event and follows its delivery',
  async () => {
    await openSignedIn(page, acme.managerKey);
    // Nobody copies the token with the address.
    expect(page.url()).not.toContain('phk_');
    await button('Create webhook').click();
    await page.getByLabel('Name', { exact: true }).fill('To our CRM');
    await page.getByLabel('URL', { exact: true }).fill('http://127.0.0.1/');
    await page.getByLabel('Event types').fill('deal.won');
    await page.keyboard.press('Enter');
    await button('Test').click();
    // What the API says stands at the field.
    await page.getByText('The URL must begin with https://.', { exact: true }).waitFor();
    await page.getByLabel('URL', { exact: true }).fill(`${receiver.url}/broken`);
    await button('Certificates').click();
    await page.getByLabel('CA certificate').fill(authority.certificatePem);
    await button('Test').click();
    await page.getByText('A delivery would have failed').waitFor();
    await page.getByText('HTTP 500').first().waitFor();
    await page.getByText(hostile).waitFor();
    await takePicture(page, 'console-test');
    expect(await accessibilityFaults(page)).toEqual([]);
    await button(/^Close$/).click();
    await page.getByLabel('URL', { exact: true }).fill(`${receiver.url}/crm`);
    await button('Test').click();
    await page.getByText('The test succeeded').waitFor();
    await button(/^Close$/).click();
    await button('Create webhook').click();
    await heading('To our CRM').waitFor();

    await page.getByRole('link', { name: 'Events', exact: true }).click();
    await button('Send an event').click();
    await page.getByLabel('Type', { exact: true }).fill('deal.won');
    await page.getByLabel('Title').fill(hostile);
    await button('Send event').click();
    await page.getByRole('link', { name: 'Show the event and its deliveries' }).click();
    await page.getByText(hostile).first().waitFor();
    await page.getByText('Succeeded').first().waitFor();
    await page.locator('td a, th a').first().click();
    await heading('Delivery of deal.won').waitFor();
    await page.getByText('Attempt 1').first().waitFor();
    await button('Retry').click();
    await page.getByText('The delivery is being retried.').waitFor();
    await page.getByText('Attempt 2').first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);

    await page.getByRole('link', { name: 'Webhooks' }).first().click();
    await page.getByRole('link', { name: 'To our CRM' }).click();
    await page.getByText('Succeeded').first().waitFor();
    await takePicture(page, 'console-webhook');
    expect(await accessibilityFaults(page)).toEqual([]);
  },
  timeout,
);

test(
  'the last hour is replayed, and the progress is there after a reload',
  async () => {
    const webhookId = await acme.createWebhook({
      url: `${receiver.url}/replayed`,
      eventTypes: ['replay.me'],
      name: hostile,
    });
    await acme.putEvents({ type: 'replay.me', data: { text: hostile } });
    await acme.deliveries({ webhookId, count: 1, status: 'succeeded' });
    await openSignedIn(page, acme.managerKey);
    await page.getByRole('link', { name: hostile }).click();
    await page.getByText('Succeeded').first().waitFor();
    await page.getByRole('tab', { name: 'Replays' }).click();
    await button('Replay deliveries').click();
    await page.getByRole('button', { name: /Status/ }).click();
    await page.getByRole('option', { name: 'Succeeded' }).click();
    await page.keyboard.press('Escape');
    await button('Count').click();
    await page.getByText('Deliveries that would be replayed: 1').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Replay', exact: true }).click();
    await page.getByText('Completed').first().waitFor();
    await page.reload();
    await page.getByText('Matched: 1, replayed: 1').first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await acme.requests(receiver, 2, '/replayed')).toHaveLength(2);
  },
  timeout,
);

test(
  'a rule of two steps is built, set off, and its execution shows both',
  async () => {
    for (const name of ['First step', 'Second step']) {
      await acme.createWebhook({ url: `${receiver.url}/${name.slice(0, 5)}`, eventTypes: [], name });
    }
    await openSignedIn(page, acme.managerKey);
    await page.getByRole('link', { name: 'Rules' }).click();
    await button('Create rule').click();
    await page.getByLabel('Name', { exact: true }).fill('Tell both');
    await page.getByLabel('Owner').fill('vera@acme.example');
    await page.getByLabel('Event type', { exact: true }).fill('score.dropped');
    await button('Add step').click();
    for (const [index, name] of ['First step', 'Second step'].entries()) {
      await button(new RegExp(`Webhook of step ${index + 1}`)).click();
      await page.getByRole('option', { name }).click();
    }
    await button('Filter by content').click();
    await page.locator('.ace_content').click();
    await page.keyboard.type('oops');
    await button('Create rule').click();
    await page.getByText('The input is not valid JSON').waitFor();
    await page.locator('.ace_content').click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.press('Delete');
    await button('Create rule').click();
    await heading('Tell both').waitFor();
    await acme.putEvents({ type: 'score.dropped' });
    await page.getByText('2 of 2').waitFor();
    await page
      .getByRole('row', { name: /2 of 2/ })
      .getByRole('link')
      .click();
    await heading(/Step 2/).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  },
  timeout,
);

test(
  'a key that is revoked leads to signing in again, above a form that keeps what was typed',
  async () => {
    const key = await acme.createKey('manager');
    await openSignedIn(page, key);
    await button('Create webhook').click();
    await page.getByLabel('Name', { exact: true }).fill('Half done');
    const [, , keyId] = key.split('_');
    expect(await acme.api('DELETE', `/keys/${keyId}`)).toMatchObject({ status: 204 });
    await page.getByLabel('URL', { exact: true }).fill('https://example.com/');
    await button('Create webhook').click();
    const dialog = page.getByRole('dialog', { name: 'Sign in again' });
    await dialog.getByLabel('API key').waitFor();
    await dialog.getByLabel('API key').fill(acme.managerKey);
    await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await button('Create webhook').click();
    await heading('Half done').waitFor();
  },
  timeout,
);

test(
  'what someone else changed meanwhile can be compared, and saved over',
  async () => {
    const webhookId = await acme.createWebhook({ url: receiver.url, eventTypes: [], name: 'Contended' });
    await openSignedIn(page, acme.managerKey);
    await goTo(page, `${space()}/webhooks/${webhookId}/edit`);
    await page.getByLabel('Description').fill('mine');
    await acme.api('PATCH', `/webhooks/${webhookId}`, { description: 'theirs' });
    await button('Save changes').click();
    const dialog = page.getByRole('dialog', { name: 'Someone else has changed this webhook' });
    await dialog.getByText('theirs', { exact: true }).waitFor();
    await dialog.getByText('mine', { exact: true }).waitFor();
    await dialog.getByRole('button', { name: 'Save mine over theirs' }).click();
    await heading('Contended').waitFor();
    expect(await acme.api('GET', `/webhooks/${webhookId}`)).toMatchObject({ body: { description: 'mine' } });
  },
  timeout,
);

test(
  'a webhook is deleted only by its name',
  async () => {
    const webhookId = await acme.createWebhook({ url: receiver.url, eventTypes: [], name: 'Doomed' });
    await openSignedIn(page, acme.managerKey);
    await goTo(page, `${space()}/webhooks/${webhookId}`);
    await button('Actions').click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete webhook' });
    const confirm = dialog.getByRole('button', { name: 'Delete', exact: true });
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill('Doomed');
    await confirm.click();
    await page.getByText('The webhook Doomed was deleted.').waitFor();
    expect(await acme.api('GET', `/webhooks/${webhookId}`)).toMatchObject({ status: 404 });
  },
  timeout,
);

/** Opens a new portal link. */
async function openPortalLink(role: 'manager' | 'viewer'): Promise<void> {
  const { url } = expectBody(await acme.api('POST', '/portal-links', { role }), 201);
  const [, fragment] = String(url).split('#');
  await page.goto(consoleUrl(fragment));
}

test(
  'a portal link signs in its own tab, and offers nothing that would be refused',
  async () => {
    await acme.api('PUT', '/event-types/hit.detected', { description: 'A hit was detected.' });
    await openPortalLink('viewer');
    await page.getByRole('link', { name: 'By keyboard' }).click();
    await heading('Health').waitFor();
    for (const name of ['Test', 'Edit', 'Actions', 'Create webhook']) expect(await button(name).count()).toBe(0);
    await page.getByRole('link', { name: 'Event types' }).click();
    await button('Show hit.detected').click();
    await page.getByRole('dialog').getByText('A hit was detected.').waitFor();
    for (const name of ['Save', /^Delete/, 'Describe event type']) expect(await button(name).count()).toBe(0);

    const { page: otherTab } = await openPage(context);
    await otherTab.goto(consoleUrl());
    await otherTab.getByLabel('API key').waitFor();
    expect(await context.cookies()).toEqual([]);
    await otherTab.close();

    await openPortalLink('manager');
    await page.getByRole('link', { name: 'Keys' }).click();
    await button(/^Revoke/).waitFor();
    for (const name of ['Create key', 'Create portal link']) expect(await button(name).count()).toBe(0);
  },
  timeout,
);

test(
  'the platform team creates a space and a key',
  async () => {
    await openSignedIn(page, adminKey);
    await button('Create space').click();
    const id = `${acme.space}-b`;
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Id').fill(id);
    await dialog.getByLabel('Name').fill('Other');
    await dialog.getByLabel('Owner').fill('owner@other.example');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The space was saved.').waitFor();
    await goTo(page, `/spaces/${id}/keys`);
    await button('Create key').click();
    await dialog.getByLabel('Name').fill('Their manager');
    await dialog.getByRole('button', { name: 'Create key' }).click();
    await page.getByText(/^phk_/).waitFor();
  },
  timeout,
);

test(
  'ten thousand webhooks are searched to the last one, and only a page of them is in the document',
  async () => {
    const [webhook] = ((await acme.api('GET', '/webhooks')).body as { items: object[] }).items;
    await page.route('**/v1/spaces/*/webhooks?*', async (route) => {
      const from = Number(new URL(route.request().url()).searchParams.get('cursor') ?? 0);
      const items = Array.from({ length: 100 }, (_, index) => ({
        ...webhook,
        id: `w${from + index}`,
        name: `Webhook ${from + index}`,
      }));
      const next = from + 100 < 10_000 ? String(from + 100) : null;
      await route.fulfill({ json: { items, next } });
    });
    await openSignedIn(page, acme.managerKey);
    await page.getByLabel('Find webhooks').fill('webhook 9999');
    await page.getByRole('link', { name: 'Webhook 9999' }).waitFor();
    await page.getByLabel('Find webhooks').fill('');
    await page.getByRole('link', { name: 'Webhook 49' }).waitFor();
    expect(await page.getByRole('row').count()).toBeLessThan(60);
  },
  timeout,
);

describe.each([
  { colorScheme: 'light', viewport: desktop },
  { colorScheme: 'dark', viewport: phone },
] as const)('in $colorScheme, $viewport.width px wide', (look) => {
  test(
    'every page is accessible and as wide as the screen',
    async () => {
      const { page: other, faults } = await openPage(await openContext(browser, look));
      await other.goto(consoleUrl());
      await other.getByLabel('API key').waitFor();
      expect(await accessibilityFaults(other)).toEqual([]);
      await openSignedIn(other, acme.managerKey);
      for (const [path, ready] of pages) {
        await goTo(other, `${space()}/${path}`);
        await other.getByRole('heading', { name: ready, level: 1 }).waitFor();
        await other.getByText('Loading', { exact: true }).waitFor({ state: 'hidden' });
        if (path === 'statistics') await other.getByLabel('Duration of attempts over time').first().waitFor();
        const picture = `${path.replaceAll('/', '-')}-${look.colorScheme}`;
        await takePicture(other, picture);
        expect({ path, faults: await accessibilityFaults(other) }).toEqual({ path, faults: [] });
        expect({ path, width: await other.evaluate('document.documentElement.scrollWidth') }).toEqual({
          path,
          width: look.viewport.width,
        });
      }
      expect(faults).toEqual([]);
    },
    timeout,
  );
});

const pages = [
  ['webhooks', /^Webhooks/],
  ['webhooks/new', 'Create webhook'],
  ['events', /^Events/],
  ['deliveries', /^Deliveries/],
  ['statistics', 'Statistics'],
  ['rules', /^Rules/],
  ['rules/new', 'Create rule'],
  ['events/send', 'Send an event'],
  ['event-types', /^Event types/],
  ['scorecards', /^Scorecards/],
  ['keys', /^Keys/],
] as const;
