import { beforeAll, expect, test } from '@jest/globals';
import type { Route } from 'playwright-core';
import * as z from 'zod';
import { poll } from '../../bin/shared/poll.ts';
import { pageOf } from '../../functions/shared/platform/runtime/fields.ts';
import { expectAccessible, goTo } from '../support/console.ts';
import { browserTimeout, ConsoleSession } from '../support/console-session.ts';
import { expectBody } from '../support/tenant.ts';

const session = new ConsoleSession('console-lists');
const { heading, button, link, space } = session;

/** What the answers of long lists are made from. */
beforeAll(async () => {
  const { acme, receiver } = session;
  const webhookId = await acme.createWebhook({ url: receiver.url, eventTypes: ['hit.detected'] });
  await acme.putEvents({});
  await acme.deliveries({ webhookId, count: 1 });
  const isListed = async () => {
    const { items } = expectBody(await acme.api('GET', '/deliveries'), 200);
    return (Array.isArray(items) && items.length > 0) || undefined;
  };
  expect(await poll({ ask: isListed, withinMs: 30_000 })).toBe(true);
}, browserTimeout);

/** Of the items in {@link answerList}, so many have a status that is asked for: two of a page. */
const hasStatusEvery = 25;

const anyPage = pageOf(z.looseObject({}));

/** Answers a list of the API with as many items as wanted, page by page, all like the first real one. */
async function answerList(path: string, itemAt: (first: object, index: number) => object, count: number) {
  const [first] = anyPage.parse(expectBody(await session.acme.api('GET', path), 200)).items;
  if (first === undefined) throw new Error(`${path} is empty`);
  const cursors: (string | null)[] = [];
  const route = `**/v1/spaces/*${path}?*`;
  await session.page.route(route, async (call: Route) => {
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
    const searchedTo = '2026-01-01T12:00:00.000Z';
    await call.fulfill({ json: { items, next: to < count ? String(to) : null, searchedTo } });
  });
  return { cursors, end: () => session.page.unroute(route) };
}

const rows = () => session.page.getByRole('row').count();

test(
  'ten thousand webhooks are searched to the last one; a hundred are there within a second of the answer',
  async () => {
    const webhookAt = (first: object, index: number) => ({ ...first, id: `w${index}`, name: `Webhook ${index}` });
    const few = await answerList('/webhooks', webhookAt, 100);
    await session.page.evaluate(`performance.clearResourceTimings();
      globalThis.shown = new Promise((resolve) => {
        const look = () =>
          document.body.textContent.includes('Webhook 49') ? resolve(performance.now()) : requestAnimationFrame(look);
        look();
      });
      // Awaited below.
      undefined;`);
    await button('Refresh').click();
    const tookMs = await session.page.evaluate<number>(`shown.then((at) => at - Math.max(
      ...performance.getEntriesByType('resource').filter(({ name }) => name.includes('/webhooks?')).map(({ responseEnd }) => responseEnd)))`);
    expect(tookMs).toBeLessThan(1_000);
    await few.end();

    const many = await answerList('/webhooks', webhookAt, 10_000);
    await button('Refresh').click();
    await session.page.getByLabel('Find webhooks').fill('webhook 9999');
    // A hundred calls, one after the other.
    await link('Webhook 9999').waitFor({ timeout: 60_000 });
    await session.page.getByLabel('Find webhooks').fill('');
    await link('Webhook 49').waitFor();
    expect(await rows()).toBeLessThan(60);
    expect(many.cursors.length).toBeGreaterThanOrEqual(100);
    await many.end();
  },
  browserTimeout,
);

test(
  'a hundred thousand deliveries are paged and filtered; only what is shown is read again',
  async () => {
    const { cursors, end } = await answerList(
      '/deliveries',
      (first, index) => ({ ...first, id: `d${index}`, reason: `Delivery ${index}` }),
      100_000,
    );
    await session.page.evaluate(`globalThis.longestMs = 0;
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) longestMs = Math.max(longestMs, duration);
      }).observe({ type: 'longtask' });`);
    await goTo(session.page, `${space()}/deliveries`);
    await session.page.getByText('Delivery 49', { exact: true }).waitFor();
    for (let shown = 2; shown <= 10; shown += 1) {
      await button('Next page').click();
      await session.page.getByText(`Delivery ${shown * 50 - 1}`, { exact: true }).waitFor();
    }
    expect(await rows()).toBeLessThan(60);
    expect(cursors.filter((cursor) => cursor === '450')).toHaveLength(1);
    cursors.length = 0;
    await button('Refresh').click();
    await session.page.getByText('Delivery 0', { exact: true }).waitFor();
    expect(cursors.filter((cursor) => cursor !== null)).toEqual([]);
    // Another filter in the address is another list, which starts at its first page.
    await button('Next page').click();
    await session.page.getByText('Delivery 99', { exact: true }).waitFor();
    await goTo(session.page, `${space()}/deliveries?eventType=hit.detected`);
    await session.page.getByText('Delivery 0', { exact: true }).waitFor();
    await goTo(session.page, `${space()}/deliveries`);
    await session.page.getByText('Delivery 0', { exact: true }).waitFor();
    cursors.length = 0;
    // The fourth request of the search waits until the search is stopped, so that it cannot end before.
    const stopped = Promise.withResolvers<void>();
    const fourth = ({ pathname, searchParams }: URL) =>
      pathname.endsWith('/deliveries') && searchParams.has('status') && searchParams.get('cursor') === '150';
    await session.page.route(fourth, async (call) => {
      await stopped.promise;
      await call.fallback();
    });
    await session.page.getByRole('button', { name: /Status/ }).click();
    await session.page.getByRole('option', { name: 'Exhausted' }).click();
    // Two on a page of the API: the table is filled by 25 requests, which go on until somebody stops them.
    await button('Stop search').click();
    await session.page.getByText(/^Search stopped: \d+ found back to 1 Jan 2026/).waitFor();
    stopped.resolve();
    await expectAccessible(session.page, 'search-stopped');
    const stoppedAt = cursors.length;
    expect(stoppedAt).toBeLessThan(25);
    await button('Continue search').click();
    await session.page.getByText(`Delivery ${49 * hasStatusEvery}`, { exact: true }).waitFor();
    await button('Stop search').waitFor({ state: 'hidden' });
    await session.page.unroute(fourth);
    expect(cursors.at(-1)).toBe(String(24 * 50));
    expect(await rows()).toBeLessThan(60);
    // A person notices half a second of standstill; the machine of a test is a slow one.
    expect(await session.page.evaluate<number>('longestMs')).toBeLessThan(1_000);
    // The address keeps the filter, so that the way back leads to the same list.
    await goTo(session.page, `${space()}/webhooks`);
    await heading(/^Webhooks/).waitFor();
    await session.page.goBack();
    await session.page.getByText(`Delivery ${49 * hasStatusEvery}`, { exact: true }).waitFor();
    await end();
  },
  browserTimeout,
);

test(
  'who is offline keeps what was typed, and a failing or slow API is explained until it recovers by itself',
  async () => {
    await goTo(session.page, `${space()}/webhooks/new`);
    await session.page.getByLabel('Name', { exact: true }).fill('Typed offline');
    await session.page.getByLabel('URL', { exact: true }).fill('https://example.com/');
    await session.context.setOffline(true);
    await session.page.getByText('The page may be out of date.').waitFor();
    await button('Create webhook').click();
    await session.page.getByText('Check your connection, then try again.').waitFor();
    await expectAccessible(session.page, 'offline');
    await session.context.setOffline(false);
    await session.page.getByText('The page may be out of date.').waitFor({ state: 'hidden' });
    await button('Create webhook').click();
    await heading('Typed offline').waitFor();

    await session.page.clock.install();
    const rules = '**/v1/spaces/*/rules?*';
    const problem = { type: 'about:blank', title: 'Internal Server Error', status: 500, detail: '', errors: [] };
    await session.page.route(rules, (call) =>
      call.fulfill({ status: 500, json: { ...problem, requestId: 'r-17' }, contentType: 'application/problem+json' }),
    );
    await goTo(session.page, `${space()}/rules`);
    await session.page.getByText('report this request id to the team that runs Posthorn: r-17').waitFor();
    await expectAccessible(session.page, 'failing');
    await session.page.unroute(rules);
    // It waits three seconds before it reads again.
    await session.page.clock.fastForward(3_000);
    await button('Create rule').waitFor();

    const id = await session.acme.createWebhook({ url: session.receiver.url, name: 'Slow to come' });
    const slow = await session.holdCall(`**/v1/spaces/*/webhooks/${id}`);
    await goTo(session.page, `${space()}/webhooks/${id}`);
    await slow.asked;
    await session.page.clock.fastForward(5_000);
    await session.page.getByText('This takes longer than usual.').waitFor();
    slow.release();
    await heading('Slow to come').waitFor();
  },
  browserTimeout,
);

test(
  'a save that ends after its page was left does not lead away from the present page',
  async () => {
    const id = await session.acme.createWebhook({ url: session.receiver.url, name: 'Saved late' });
    await goTo(session.page, `${space()}/webhooks/${id}/edit`);
    await session.page.getByLabel('Description').fill('late');
    const slow = await session.holdCall(`**/v1/spaces/*/webhooks/${id}`);
    await button('Save changes').click();
    await slow.asked;
    // What is being saved is not unsaved: nothing is asked.
    await link('Rules').click();
    await button('Create rule').waitFor();
    slow.release();
    await session.page.getByText('The webhook was saved.').waitFor();
    await button('Create rule').waitFor();
    expect(session.page.url()).toMatch(/\/rules$/);
  },
  browserTimeout,
);

/** The text in the JSON editors of the page. */
const editorTexts = () =>
  session.page.evaluate<string[]>(
    `[...document.querySelectorAll('.ace_editor')].map((editor) => editor.env.editor.getValue())`,
  );

test(
  'what is typed fast into a JSON editor stays as it was typed; an example replaces it',
  async () => {
    const typed = '{ "severity": 3, "file": "main.ts", "tags": ["one", "two"] }';
    const typeInto = async (nth: number, delay: number) => {
      await session.page.locator('.ace_content').nth(nth).click();
      await session.page.keyboard.press('ControlOrMeta+a');
      await session.page.keyboard.press('Delete');
      await session.page.keyboard.type(typed, { delay });
      expect((await editorTexts())[nth]).toBe(typed);
    };
    await goTo(session.page, `${space()}/events/send`);
    for (const delay of [0, 20]) await typeInto(0, delay);
    expect(await session.page.locator('.ace_print-margin').filter({ visible: true }).count()).toBe(0);

    await goTo(session.page, `${space()}/webhooks/new`);
    await session.page.getByRole('radio', { name: /Template/ }).click();
    // The first editor is the filter's.
    for (const delay of [0, 20]) await typeInto(1, delay);
    await session.page.getByText('"severity": 3').last().waitFor();
    await button('Slack').click();
    await session.page.locator('.shown').getByText('"text"').waitFor();
    expect((await editorTexts())[1]).toContain('"text"');
  },
  browserTimeout,
);

test(
  'a form with unsaved changes is left only after a question; none is asked after a save',
  async () => {
    const asked = () => session.page.getByRole('dialog', { name: 'Leave without saving?' });
    const isAskedOnReload = () =>
      session.page.evaluate<boolean>(`!dispatchEvent(new Event('beforeunload', { cancelable: true }))`);
    // The way back to a page leads over the router only if it has opened it.
    await button('Create webhook').waitFor();
    await link('Rules').click();
    await button('Create rule').waitFor();
    await link('Webhooks').click();
    await button('Create webhook').click();
    await session.page.getByLabel('Name', { exact: true }).fill('Unsaved');
    expect(await isAskedOnReload()).toBe(true);
    await session.page.goBack();
    await asked().waitFor();
    await expectAccessible(session.page, 'unsaved-dialog', 'dialog');
    await asked().getByRole('button', { name: 'Stay' }).click();
    await asked().waitFor({ state: 'hidden' });
    expect(await session.page.getByLabel('Name', { exact: true }).inputValue()).toBe('Unsaved');
    await session.page.getByLabel('URL', { exact: true }).fill('https://example.com/');
    await button('Create webhook').click();
    await heading('Unsaved').waitFor();
    await button('Edit').click();
    await session.page.getByLabel('Description').fill('changed');
    await session.page.getByLabel('Description').fill('');
    expect(await isAskedOnReload()).toBe(false);
    await session.page.getByLabel('Description').fill('changed');
    // To a page that was opened by a save.
    await session.page.goBack();
    await asked().getByRole('button', { name: 'Leave' }).click();
    await button('Edit').waitFor();
    for (const path of ['rules/new', 'events/send']) {
      await goTo(session.page, `${space()}/${path}`);
      await session.page.getByLabel(/^(Name|Title)$/).fill('Unsaved');
      await link('Statistics').click();
      await asked().getByRole('button', { name: 'Leave' }).click();
      await session.page.getByRole('heading', { name: 'Statistics', level: 1 }).waitFor();
    }
  },
  browserTimeout,
);

test(
  'all invalid fields are named at once, the first has the focus, and a correction removes its error; known event types are suggested',
  async () => {
    const listed = async () => (await session.page.locator('li.breakable').allTextContents()).sort();
    const summary = session.page.getByText('Some fields are invalid');
    await button('Create webhook').click();
    await session.page.getByLabel('Event types').fill('hit');
    await session.page.getByRole('option', { name: 'hit.detected' }).click();
    await session.page.getByLabel('Retry schedule').fill('soon');
    await button('Add header').click();
    await button('Create webhook').click();
    await summary.waitFor();
    expect(await listed()).toEqual([
      'Header 1 name: Enter a name, or remove the header.',
      'Name: Enter a name.',
      'Retry schedule: Must be seconds separated by commas, for example 60, 600.',
      'URL: Enter a URL.',
    ]);
    await session.page.keyboard.type('Corrected');
    const [name] = await session.page.getByRole('textbox', { name: 'Name', exact: true }).all();
    expect(await name?.inputValue()).toBe('Corrected');
    await session.page.getByLabel('Header name').fill('X-Key');
    await session.page.getByLabel('Retry schedule').fill('60');
    expect(await listed()).toEqual(['URL: Enter a URL.']);
    await session.page.getByLabel('URL', { exact: true }).fill('https://example.com/');
    await summary.waitFor({ state: 'hidden' });

    await button('Certificates').click();
    await session.page.getByLabel('Client certificate').fill('none');
    await button('Certificates').click();
    await session.page.getByLabel('Client key').waitFor({ state: 'hidden' });
    await button('Create webhook').click();
    // The section opens.
    await session.page.getByLabel('Client key').and(session.page.locator(':focus')).waitFor();
    await session.page.getByLabel('Client certificate').fill('');
    await session.page.getByRole('radio', { name: /Template/ }).click();
    await session.page.locator('.ace_content').nth(1).click();
    await session.page.keyboard.type('oops');
    await button('Create webhook').click();
    await session.page.getByText(/^Template: must be valid JSON/).waitFor();
    await button('Slack').click();
    await summary.waitFor({ state: 'hidden' });

    await goTo(session.page, `${space()}/rules/new`);
    await heading('Create rule').waitFor();
    // The browser would refuse it in a bubble, and only it.
    await session.page.getByLabel('Owner email').fill('nobody');
    await button('Create rule').click();
    await summary.waitFor();
    expect(await listed()).toEqual([
      'Event type: Enter an event type.',
      'Name: Enter a name.',
      'Owner email: must be an e-mail address',
      'Step 1: Choose a webhook.',
    ]);
    await expectAccessible(session.page, 'invalid-rule');
    await session.page.getByLabel('Event type', { exact: true }).fill('hit');
    await session.page.getByRole('option', { name: 'hit.detected' }).waitFor();

    await goTo(session.page, `${space()}/events/send`);
    await button('Send event').click();
    await session.page.getByText('Type: Enter a type.').waitFor();
    await session.page.getByLabel('Type', { exact: true }).fill('hit');
    await session.page.getByRole('option', { name: 'hit.detected' }).waitFor();
    await summary.waitFor({ state: 'hidden' });
  },
  browserTimeout,
);
