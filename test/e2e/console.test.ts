import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page, Route } from 'playwright-core';
import type { TlsReceiver } from '../../bin/local/receiver/tls-receiver.ts';
import { poll } from '../../bin/shared/poll.ts';
import { launchBrowser, openContext, openPage, type WatchedPage } from '../support/browser.ts';
import { consoleUrl, expectAccessible, goTo, openSignedIn, tabTo, takePicture } from '../support/console.ts';
import { adminKey, stack } from '../support/deployed-stack.ts';
import { portalOrigin } from '../support/portal-origin.ts';
import { authority, expectBody, Tenant } from '../support/tenant.ts';

const timeout = 240_000;
const hostile = `<img src=x onerror="alert(1)"></script><script>alert(2)</script>`;

let browser: Browser;
let context: BrowserContext;
let acme: Tenant;
let receiver: TlsReceiver;
/** A manager's tab, where signing in again would only take time. */
let managers: WatchedPage;
let page: Page;

beforeAll(async () => {
  [browser, acme] = await Promise.all([launchBrowser(), Tenant.create('console')]);
  context = await openContext(browser);
  managers = await openPage(context);
  [receiver] = await Promise.all([
    acme.receiver(({ path }) => (path === '/broken' ? { status: 500, body: hostile } : {})),
    openSignedIn(managers.page, acme.managerKey),
  ]);
}, timeout);
afterAll(async () => {
  await browser?.close();
  await acme?.close();
});

beforeEach(async () => {
  page = managers.page;
  await goTo(page, `${space()}/webhooks`);
});
afterEach(() => expect(managers.faults).toEqual([]));

const heading = (name: string | RegExp) => page.getByRole('heading', { name }).first();
const button = (name: string | RegExp) => page.getByRole('button', { name }).first();
const link = (name: string) => page.getByRole('link', { name, exact: true }).first();
const dialog = () => page.getByRole('dialog');
const space = () => `/spaces/${acme.space}`;

/** Works in a tab of its own; it has no faults either. */
async function inOwnTab(work: () => Promise<void>, own: BrowserContext = context): Promise<void> {
  const watched = await openPage(own);
  page = watched.page;
  try {
    await work();
    expect(watched.faults).toEqual([]);
  } finally {
    await watched.page.close();
  }
}

test(
  'console errors, exceptions, refusals and breaches of the policy are faults of a page',
  async () => {
    const { page: faulty, faults } = await openPage(context);
    await faulty.goto(consoleUrl());
    await faulty.evaluate(`console.error('logged');
      setTimeout(() => { throw new Error('thrown'); });
      fetch('../v1/spaces', { headers: { authorization: 'Bearer ${acme.managerKey}' } });
      document.head.append(Object.assign(document.createElement('style'), { textContent: 'p {}' }));`);
    const expected = [/^logged$/, /^Error: thrown$/, /^style-src-elem of the policy: inline/, /^GET .* was refused$/];
    const ask = async () => expected.every((one) => faults.some((fault) => one.test(fault))) || undefined;
    expect({ seen: await poll({ ask, withinMs: 10_000 }), faults }).toMatchObject({ seen: true });
    await faulty.close();
  },
  timeout,
);

test(
  'whoever has only a keyboard signs in and creates a webhook',
  () =>
    inOwnTab(async () => {
      await page.goto(`${stack.apiUrl}/console`);
      // The field has the focus.
      await page.getByLabel('API key').waitFor();
      await page.keyboard.type('phk_wrong');
      await page.keyboard.press('Enter');
      await page.getByText('The key is unknown, revoked or expired.').waitFor();
      await expectAccessible(page, 'sign-in');
      await page.getByLabel('API key').focus();
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
    }),
  timeout,
);

test(
  'a newcomer finds out by a test why a webhook fails, mends it, sends an event and follows its delivery',
  async () => {
    await button('Create webhook').click();
    await page.getByLabel('Name', { exact: true }).fill('To our CRM');
    await page.getByLabel('URL', { exact: true }).fill('http://127.0.0.1/');
    await page.getByLabel('Event types').fill('deal.won');
    await page.keyboard.press('Enter');
    await page.getByRole('radio', { name: /Template/ }).click();
    await button('Filter by content').click();
    await page.locator('.ace_content').nth(1).waitFor();
    await button('Test').click();
    // What the API says stands at the field.
    await page.getByText('The URL must begin with https://.', { exact: true }).waitFor();
    await expectAccessible(page, 'webhook-form');
    await page.getByLabel('URL', { exact: true }).fill(`${receiver.url}/broken`);
    await button('Certificates').click();
    await page.getByLabel('CA certificate').fill(authority.certificatePem);
    await button('Test').click();
    await page.getByText('A delivery would have failed').waitFor();
    await page.getByText('HTTP 500').first().waitFor();
    await page.getByText(hostile).waitFor();
    await takePicture(page, 'test');
    await expectAccessible(page, 'test-dialog', 'dialog');
    await button(/^Close$/).click();
    await page.getByLabel('URL', { exact: true }).fill(`${receiver.url}/crm`);
    await button('Test').click();
    await page.getByText('The test succeeded').waitFor();
    await button(/^Close$/).click();
    await button('Create webhook').click();
    await heading('To our CRM').waitFor();

    await link('Events').click();
    await button('Send an event').click();
    await page.getByLabel('Type', { exact: true }).fill('deal.won');
    await page.getByLabel('Title').fill(hostile);
    await button('Send event').click();
    await link('Show the event and its deliveries').waitFor();
    await expectAccessible(page, 'send-event');
    await link('Show the event and its deliveries').click();
    await page.getByText(hostile).first().waitFor();
    await page.getByText('Succeeded').first().waitFor();
    await expectAccessible(page, 'event');
    await page.locator('td a, th a').first().click();
    await heading('Delivery of deal.won').waitFor();
    await page.getByText('Attempt 1').first().waitFor();
    await button('Retry').click();
    await page.getByText('The delivery is being retried.').waitFor();
    await page.getByText('Attempt 2').first().waitFor();
    await expectAccessible(page, 'delivery');

    await link('Webhooks').click();
    await link('To our CRM').click();
    await page.getByText('Succeeded').first().waitFor();
    await takePicture(page, 'webhook');
    await expectAccessible(page, 'webhook');
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
    await button('Refresh').click();
    await link(hostile).click();
    await page.getByText('Succeeded').first().waitFor();
    await page.getByRole('tab', { name: 'Replays' }).click();
    await button('Replay deliveries').click();
    await page.getByRole('button', { name: /Status/ }).click();
    await page.getByRole('option', { name: 'Succeeded' }).click();
    await page.keyboard.press('Escape');
    await button('Count').click();
    await page.getByText('Deliveries that would be replayed: 1').waitFor();
    await expectAccessible(page, 'replay-dialog', 'dialog');
    await dialog().getByRole('button', { name: 'Replay', exact: true }).click();
    await page.getByText('Completed').first().waitFor();
    await page.reload();
    await page.getByText('Matched: 1, replayed: 1').first().waitFor();
    await expectAccessible(page, 'replay');
    expect(await acme.requests(receiver, 2, '/replayed')).toHaveLength(2);
  },
  timeout,
);

test(
  'a rule of two steps is built, set off, and its execution shows both; two who change it can compare',
  async () => {
    for (const name of ['First step', 'Second step']) {
      await acme.createWebhook({ url: `${receiver.url}/${name.slice(0, 5)}`, eventTypes: [], name });
    }
    await link('Rules').click();
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
    await expectAccessible(page, 'rule-form');
    await page.locator('.ace_content').click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.press('Delete');
    await button('Create rule').click();
    await heading('Tell both').waitFor();
    const ruleUrl = page.url();
    await acme.putEvents({ type: 'score.dropped' });
    await page.getByText('2 of 2').waitFor();
    await expectAccessible(page, 'rule');
    const execution = page.getByRole('row', { name: /2 of 2/ });
    await execution.getByRole('link').click();
    await heading(/Step 2/).waitFor();
    await expectAccessible(page, 'execution');

    await page.goto(ruleUrl);
    await button('Edit').click();
    await page.getByLabel('Owner').fill('mine@acme.example');
    await acme.api('PATCH', `/rules/${ruleUrl.split('/').at(-1)}`, { ownerEmail: 'theirs@acme.example' });
    await button('Save changes').click();
    const conflict = page.getByRole('dialog', { name: 'Someone else has changed this rule' });
    await conflict.getByText('theirs@acme.example').waitFor();
    await conflict.getByText('mine@acme.example').waitFor();
    await conflict.getByRole('button', { name: 'Discard mine, show theirs' }).click();
    await conflict.waitFor({ state: 'hidden' });
    const shown = async () => (await page.getByLabel('Owner').inputValue()) === 'theirs@acme.example' || undefined;
    expect(await poll({ ask: shown, withinMs: 10_000 })).toBe(true);
  },
  timeout,
);

test(
  'what someone else changed in a webhook meanwhile can be compared, and saved over',
  async () => {
    const webhookId = await acme.createWebhook({ url: receiver.url, eventTypes: [], name: 'Contended' });
    await goTo(page, `${space()}/webhooks/${webhookId}/edit`);
    await page.getByLabel('Description').fill('mine');
    await acme.api('PATCH', `/webhooks/${webhookId}`, { description: 'theirs' });
    await button('Save changes').click();
    const conflict = page.getByRole('dialog', { name: 'Someone else has changed this webhook' });
    await conflict.getByText('theirs', { exact: true }).waitFor();
    await conflict.getByText('mine', { exact: true }).waitFor();
    await expectAccessible(page, 'conflict-dialog', 'dialog');
    await conflict.getByRole('button', { name: 'Save mine over theirs' }).click();
    await heading('Contended').waitFor();
    expect(await acme.api('GET', `/webhooks/${webhookId}`)).toMatchObject({ body: { description: 'mine' } });
  },
  timeout,
);

test(
  'a secret is shown on demand; what is destructive says what it takes along, and a deletion needs the name',
  async () => {
    const webhookId = await acme.createWebhook({ url: receiver.url, eventTypes: [], name: 'Doomed' });
    await goTo(page, `${space()}/webhooks/${webhookId}`);
    const act = async (name: string) => {
      await button('Actions').click();
      await page.getByRole('menuitem', { name, exact: true }).click();
      await dialog().waitFor();
    };
    await act('Secret');
    await page.getByText(/^whsec_/).waitFor();
    await expectAccessible(page, 'secret-dialog', 'dialog');
    await button(/^Close$/).click();
    await act('Pause');
    await dialog().getByText('Deliveries are held until you resume the webhook.').waitFor();
    await expectAccessible(page, 'pause-dialog', 'dialog');
    await dialog().getByRole('button', { name: 'Pause', exact: true }).click();
    await page.getByText('The webhook is paused.').waitFor();
    await act('Delete');
    const confirm = dialog().getByRole('button', { name: 'Delete', exact: true });
    expect(await confirm.isDisabled()).toBe(true);
    await expectAccessible(page, 'delete-dialog', 'dialog');
    await dialog().getByRole('textbox').fill('Doomed');
    await confirm.click();
    await page.getByText('The webhook Doomed was deleted.').waitFor();
    expect(await acme.api('GET', `/webhooks/${webhookId}`)).toMatchObject({ status: 404 });
  },
  timeout,
);

test(
  'every other page and its dialogs are accessible, and do what they say',
  async () => {
    const open = async (path: string, ready: string | RegExp) => {
      await goTo(page, `${space()}/${path}`);
      await page.getByRole('heading', { name: ready, level: 1 }).waitFor();
      await page.getByText('Loading', { exact: true }).first().waitFor({ state: 'hidden' });
    };
    const openDialog = async (opener: string) => {
      await button(opener).click();
      await dialog().waitFor();
    };
    await open('webhooks', /^Webhooks/);
    await expectAccessible(page, 'webhooks');
    await open('events', /^Events/);
    await expectAccessible(page, 'events');
    await open('deliveries', /^Deliveries/);
    await expectAccessible(page, 'deliveries');
    await open('statistics', 'Statistics');
    await page.getByLabel('Duration of attempts over time').first().waitFor();
    await expectAccessible(page, 'statistics');
    await open('rules', /^Rules/);
    await expectAccessible(page, 'rules');

    await open('event-types', /^Event types/);
    await openDialog('Describe event type');
    await dialog().getByLabel('Type', { exact: true }).fill('hit.detected');
    await dialog().getByLabel('Description').fill('A hit was detected.');
    await expectAccessible(page, 'event-type-dialog', 'dialog');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await page.getByText('The event type was saved.').waitFor();
    await expectAccessible(page, 'event-types');

    await open('scorecards', /^Scorecards/);
    await openDialog('Add scorecard');
    await dialog().getByLabel('Id').fill('sc-1');
    await dialog().getByLabel('Domain').fill('example.com');
    await expectAccessible(page, 'scorecard-dialog', 'dialog');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await page.getByText('The scorecard was saved.').waitFor();
    await expectAccessible(page, 'scorecards');
    await openDialog('Delete sc-1');
    await dialog().getByRole('textbox').fill('sc-1');
    await dialog().getByRole('button', { name: 'Delete' }).click();
    await page.getByText('The scorecard was deleted.').waitFor();

    await open('keys', /^Keys/);
    await openDialog('Create key');
    await expectAccessible(page, 'key-dialog', 'dialog');
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await openDialog('Create portal link');
    await expectAccessible(page, 'portal-link-dialog', 'dialog');
    await dialog().getByRole('button', { name: 'Create link' }).click();
    await page.getByText('#token=phk_').waitFor();
    await expectAccessible(page, 'keys');

    await open('webhooks', /^Webhooks/);
    await link('To our CRM').click();
    await page.getByRole('tab', { name: 'Statistics' }).click();
    await page.getByLabel('Duration of attempts over time').first().waitFor();
    await expectAccessible(page, 'webhook-statistics');
    await page.getByRole('tab', { name: 'Notifications' }).click();
    await openDialog('Create notification');
    await dialog().getByLabel('Event type').fill('deal.won');
    await expectAccessible(page, 'notification-dialog', 'dialog');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await page.getByText('The notification was saved.').waitFor();
    await expectAccessible(page, 'webhook-notifications');
  },
  timeout,
);

test(
  'the platform team creates a space and a key',
  () =>
    inOwnTab(async () => {
      await openSignedIn(page, adminKey);
      await button('Create space').click();
      const id = `${acme.space}-b`;
      await dialog().getByLabel('Id').fill(id);
      await dialog().getByLabel('Name').fill('Other');
      await dialog().getByLabel('Owner').fill('owner@other.example');
      await expectAccessible(page, 'space-dialog', 'dialog');
      await dialog().getByRole('button', { name: 'Save' }).click();
      await page.getByText('The space was saved.').waitFor();
      await expectAccessible(page, 'spaces');
      await goTo(page, `/spaces/${id}/keys`);
      await button('Create key').click();
      await dialog().getByLabel('Name').fill('Their manager');
      await dialog().getByRole('button', { name: 'Create key' }).click();
      await page.getByText(/^phk_/).waitFor();
    }),
  timeout,
);

test(
  'a key that is revoked leads to signing in again, above a form that keeps what was typed',
  () =>
    inOwnTab(async () => {
      const key = await acme.createKey('manager');
      await openSignedIn(page, key);
      await button('Create webhook').click();
      await page.getByLabel('Name', { exact: true }).fill('Half done');
      const [, , keyId] = key.split('_');
      expect(await acme.api('DELETE', `/keys/${keyId}`)).toMatchObject({ status: 204 });
      const isRefused = async () => (await acme.api('GET', '/webhooks', undefined, key)).status === 401 || undefined;
      expect(await poll({ ask: isRefused, withinMs: 15_000 })).toBe(true);
      await page.getByLabel('URL', { exact: true }).fill('https://example.com/');
      await button('Create webhook').click();
      const again = page.getByRole('dialog', { name: 'Sign in again' });
      await again.getByLabel('API key').waitFor();
      await expectAccessible(page, 'sign-in-again-dialog', 'dialog');
      await again.getByLabel('API key').fill(acme.managerKey);
      await again.getByRole('button', { name: 'Sign in', exact: true }).click();
      await again.waitFor({ state: 'hidden' });
      await button('Create webhook').click();
      await heading('Half done').waitFor();
    }),
  timeout,
);

/** Opens a new portal link. */
async function openPortalLink(role: 'manager' | 'viewer'): Promise<void> {
  const { url } = expectBody(await acme.api('POST', '/portal-links', { role }), 201);
  const [, fragment] = String(url).split('#');
  await page.goto(consoleUrl(fragment));
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
        await goTo(page, `${space()}/${path}`);
        await heading(ready).waitFor();
        await page.getByText('Loading', { exact: true }).first().waitFor({ state: 'hidden' });
        const offered = await page.getByRole('button', { name: changing }).allTextContents();
        expect({ path, offered }).toEqual({ path, offered: [] });
      };
      const { items } = expectBody(await acme.api('GET', '/events?type=deal.won'), 200);
      const [event] = items as readonly { id: string }[];
      const { deliveries } = expectBody(await acme.api('GET', `/events/${event?.id}`), 200);
      const [delivery] = (deliveries as { items: readonly { id: string; webhookId: string }[] }).items;
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

      // Another tab has no session, and no cookie brings one.
      const { page: otherTab } = await openPage(context);
      await otherTab.goto(consoleUrl());
      await otherTab.getByLabel('API key').waitFor();
      expect(await context.cookies()).toEqual([]);
      await otherTab.close();

      // The same tab takes over another link, with the rights of that one.
      await openPortalLink('manager');
      await button('Create webhook').waitFor();
      await link('Keys').click();
      await button(/^Revoke/).waitFor();
      for (const name of ['Create key', 'Create portal link']) expect(await button(name).count()).toBe(0);
    }),
  timeout,
);

/** Of the items in {@link answerList}, so many have a status that is asked for: two of a page. */
const hasStatusEvery = 25;

/** Answers a list of the API with as many items as wanted, page by page, all like the first real one. */
async function answerList(path: string, itemAt: (first: object, index: number) => object, count: number) {
  const { items } = expectBody(await acme.api('GET', path), 200);
  const [first] = items as readonly object[];
  if (first === undefined) throw new Error(`${path} is empty`);
  const cursors: (string | null)[] = [];
  const route = `**/v1/spaces/*${path}?*`;
  await page.route(route, async (call: Route) => {
    const query = new URL(call.request().url()).searchParams;
    cursors.push(query.get('cursor'));
    const from = Number(query.get('cursor') ?? 0);
    const to = Math.min(count, from + Number(query.get('limit')));
    const indexes = Array.from({ length: to - from }, (_, index) => from + index);
    const status = query.get('status');
    const items =
      status === null
        ? indexes.map((index) => itemAt(first, index))
        : indexes.filter((index) => index % hasStatusEvery === 0).map((index) => ({ ...itemAt(first, index), status }));
    await call.fulfill({ json: { items, next: to < count ? String(to) : null } });
  });
  return { cursors, end: () => page.unroute(route) };
}

const rows = () => page.getByRole('row').count();

test(
  'ten thousand webhooks are searched to the last one; a hundred are there within a second of the answer',
  async () => {
    const webhookAt = (first: object, index: number) => ({ ...first, id: `w${index}`, name: `Webhook ${index}` });
    const few = await answerList('/webhooks', webhookAt, 100);
    await page.evaluate(`performance.clearResourceTimings();
      globalThis.shown = new Promise((resolve) => {
        const look = () =>
          document.body.textContent.includes('Webhook 49') ? resolve(performance.now()) : requestAnimationFrame(look);
        look();
      });
      // Awaited below.
      undefined;`);
    await button('Refresh').click();
    const tookMs = await page.evaluate<number>(`shown.then((at) => at - Math.max(
      ...performance.getEntriesByType('resource').filter(({ name }) => name.includes('/webhooks?')).map(({ responseEnd }) => responseEnd)))`);
    expect(tookMs).toBeLessThan(1_000);
    await few.end();

    const many = await answerList('/webhooks', webhookAt, 10_000);
    await button('Refresh').click();
    await page.getByLabel('Find webhooks').fill('webhook 9999');
    // A hundred calls, one after the other.
    await link('Webhook 9999').waitFor({ timeout: 60_000 });
    await page.getByLabel('Find webhooks').fill('');
    await link('Webhook 49').waitFor();
    expect(await rows()).toBeLessThan(60);
    expect(many.cursors.length).toBeGreaterThanOrEqual(100);
    await many.end();
  },
  timeout,
);

test(
  'a hundred thousand deliveries are paged and filtered; only what is shown is read again',
  async () => {
    const { cursors, end } = await answerList(
      '/deliveries',
      (first, index) => ({ ...first, id: `d${index}`, reason: `Delivery ${index}` }),
      100_000,
    );
    await page.evaluate(`globalThis.longestMs = 0;
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) longestMs = Math.max(longestMs, duration);
      }).observe({ type: 'longtask' });`);
    await goTo(page, `${space()}/deliveries`);
    await page.getByText('Delivery 49', { exact: true }).waitFor();
    for (let shown = 2; shown <= 10; shown += 1) {
      await button('Next page').click();
      await page.getByText(`Delivery ${shown * 50 - 1}`, { exact: true }).waitFor();
    }
    expect(await rows()).toBeLessThan(60);
    expect(cursors.filter((cursor) => cursor === '450')).toHaveLength(1);
    cursors.length = 0;
    await button('Refresh').click();
    await page.getByText('Delivery 0', { exact: true }).waitFor();
    expect(cursors.filter((cursor) => cursor !== null)).toEqual([]);
    await page.getByRole('button', { name: /Status/ }).click();
    await page.getByRole('option', { name: 'Exhausted' }).click();
    await page.getByText(`Delivery ${49 * hasStatusEvery}`, { exact: true }).waitFor();
    expect(cursors.at(-1)).toBe(String(24 * 50));
    expect(await rows()).toBeLessThan(60);
    // A person notices half a second of standstill; the machine of a test is a slow one.
    expect(await page.evaluate<number>('longestMs')).toBeLessThan(1_000);
    await end();
  },
  timeout,
);

test(
  'who is offline keeps what was typed, and a failing or slow API is explained until it recovers by itself',
  async () => {
    await goTo(page, `${space()}/webhooks/new`);
    await page.getByLabel('Name', { exact: true }).fill('Typed offline');
    await page.getByLabel('URL', { exact: true }).fill('https://example.com/');
    await context.setOffline(true);
    await page.getByText('The page may be out of date.').waitFor();
    await button('Create webhook').click();
    await page.getByText('Check your connection, then try again.').waitFor();
    await expectAccessible(page, 'offline');
    await context.setOffline(false);
    await page.getByText('The page may be out of date.').waitFor({ state: 'hidden' });
    await button('Create webhook').click();
    await heading('Typed offline').waitFor();

    const rules = '**/v1/spaces/*/rules?*';
    const problem = { type: 'about:blank', title: 'Internal Server Error', status: 500, detail: '', errors: [] };
    await page.route(rules, (call) =>
      call.fulfill({ status: 500, json: { ...problem, requestId: 'r-17' }, contentType: 'application/problem+json' }),
    );
    await goTo(page, `${space()}/rules`);
    await page.getByText('report this request id to the team that runs Posthorn: r-17').waitFor();
    await expectAccessible(page, 'failing');
    await page.unroute(rules);
    await button('Create rule').waitFor();

    let release: () => void = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const id = await acme.createWebhook({ url: receiver.url, name: 'Slow to come' });
    const slow = `**/v1/spaces/*/webhooks/${id}`;
    await page.route(slow, async (call) => {
      await released;
      await call.continue();
    });
    await goTo(page, `${space()}/webhooks/${id}`);
    await page.getByText('This takes longer than usual.').waitFor();
    release();
    await heading('Slow to come').waitFor();
    await page.unroute(slow);
  },
  timeout,
);

/** A context for signing in at the issuer, whose pages would ask a third party for fonts. */
async function openIssuerContext(): Promise<BrowserContext> {
  const own = await openContext(browser);
  await own.route('https://fonts.googleapis.com/**', (call) => call.abort());
  return own;
}

/** The issuer that the tests' own stack trusts; a stack that `npm start` keeps has none. */
const settings = await (await fetch(`${stack.apiUrl}/console/settings.json`)).text();
const withIssuer = settings === '{"signIn":null}' ? test.skip : test;

withIssuer(
  'the OIDC issuer signs in, back to where one was; a token that expires is replaced above a form that keeps what was typed',
  async () => {
    const own = await openIssuerContext();
    await inOwnTab(async () => {
      await page.goto(consoleUrl(`${space()}/webhooks/new`));
      await button('Sign in with SSO').click();
      await page.locator('[name=login]').fill(`manager@${acme.space}`);
      await page.locator('[name=password]').fill('any');
      await page.getByRole('button', { name: 'Sign-in' }).click();
      await page.getByRole('button', { name: 'Continue' }).click();
      await heading('Create webhook').waitFor();
      expect(page.url()).toBe(consoleUrl(`${space()}/webhooks/new`));
      await page.getByLabel('Name', { exact: true }).fill('By SSO');
      await page.getByLabel('URL', { exact: true }).fill('https://example.com/');

      // As the API answers when the token has expired.
      const expired = {
        type: 'about:blank',
        title: 'Unauthorized',
        status: 401,
        detail: 'The token has expired.',
        errors: [],
        requestId: 'r',
      };
      await page.route(
        '**/v1/spaces/*/webhooks',
        (call) => call.fulfill({ status: 401, json: expired, contentType: 'application/problem+json' }),
        { times: 1 },
      );
      await button('Create webhook').click();
      const again = page.getByRole('dialog', { name: 'Sign in again' });
      await again.getByRole('button', { name: 'Sign in with SSO' }).click();
      await again.waitFor({ state: 'hidden' });
      await button('Create webhook').click();
      await heading('By SSO').waitFor();
      const poller = async () => (own.pages().length === 1 ? true : undefined);
      expect(await poll({ ask: poller, withinMs: 5_000 })).toBe(true);
    }, own);
    await own.close();
  },
  timeout,
);

withIssuer(
  'who cancels at the issuer, or whom the API does not know, learns why at the sign-in',
  async () => {
    const own = await openIssuerContext();
    await inOwnTab(async () => {
      await page.goto(consoleUrl());
      await button('Sign in with SSO').click();
      await page.getByText('Cancel').click();
      await page.getByText('The sign-in failed').waitFor();
      expect(page.url()).toBe(consoleUrl());
      await button('Sign in with SSO').click();
      await page.locator('[name=login]').fill('intern@nowhere');
      await page.locator('[name=password]').fill('any');
      await page.getByRole('button', { name: 'Sign-in' }).click();
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByText('must contain one of').waitFor();
      await expectAccessible(page, 'sign-in-failed');
    }, own);
    await own.close();
  },
  timeout,
);

withIssuer(
  'a page of another origin shows a portal link in a frame, if the stage names that origin',
  async () => {
    await acme.createWebhook({ url: receiver.url, name: 'In a frame' });
    const { url } = expectBody(await acme.api('POST', '/portal-links', { role: 'viewer' }), 201);
    const [, fragment] = String(url).split('#');
    const body = `<h1>Our product</h1><iframe src="${consoleUrl(fragment)}" title="Webhooks" width="1300" height="700"></iframe>`;
    const other = 'http://other.localhost';
    for (const origin of [portalOrigin, other]) {
      // For the browser, the pages are on the internet, and the local stack is not.
      await context.grantPermissions(['local-network-access'], { origin });
      await context.route(`${origin}/`, (call) => call.fulfill({ contentType: 'text/html', body }));
    }
    await inOwnTab(async () => {
      await page.goto(`${portalOrigin}/`);
      await page.frameLocator('iframe').getByRole('link', { name: 'In a frame' }).waitFor();
      await takePicture(page, 'in-a-frame');
    });
    const { page: stranger, faults } = await openPage(context);
    await stranger.goto(`${other}/`);
    const ask = async () => faults.some((fault) => fault.includes('frame-ancestors')) || undefined;
    expect({ seen: await poll({ ask, withinMs: 5_000 }), faults }).toMatchObject({ seen: true });
    await stranger.close();
  },
  timeout,
);
