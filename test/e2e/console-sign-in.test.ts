import { beforeAll, expect, test } from '@jest/globals';
import type { BrowserContext } from 'playwright-core';
import { poll } from '../../bin/shared/poll.ts';
import { openContext, openPage, type WatchedPage } from '../support/browser.ts';
import { consoleUrl, expectAccessible, openSignedIn, takePicture } from '../support/console.ts';
import { browserTimeout, ConsoleSession } from '../support/console-session.ts';
import { stack } from '../support/deployed-stack.ts';
import { portalOrigin } from '../support/portal-origin.ts';
import { expectBody } from '../support/tenant.ts';

const session = new ConsoleSession('console-sign-in');
const { heading, button, space, inOwnTab, inTab } = session;

/** The key of a tab with a half-filled form, revoked before the first test: it is accepted for some seconds more. */
let revoked: Readonly<{ key: string; tab: WatchedPage }>;
beforeAll(async () => {
  const key = await session.acme.createKey('manager');
  const tab = await openPage(session.context);
  await openSignedIn(tab.page, key);
  await tab.page.getByRole('button', { name: 'Create webhook' }).first().click();
  await tab.page.getByLabel('Name', { exact: true }).fill('Half done');
  const [, , keyId] = key.split('_');
  expect(await session.acme.api('DELETE', `/keys/${keyId}`)).toMatchObject({ status: 204 });
  revoked = { key, tab };
}, browserTimeout);

/** A context for signing in at the issuer, whose pages would ask a third party for fonts. */
async function openIssuerContext(): Promise<BrowserContext> {
  const own = await openContext(session.browser);
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
      await session.page.goto(consoleUrl(`${space()}/webhooks/new`));
      await button('Sign in with SSO').click();
      await session.page.locator('[name=login]').fill(`manager@${session.acme.space}`);
      await session.page.locator('[name=password]').fill('any');
      await session.page.getByRole('button', { name: 'Sign-in' }).click();
      await session.page.getByRole('button', { name: 'Continue' }).click();
      await heading('Create webhook').waitFor();
      expect(session.page.url()).toBe(consoleUrl(`${space()}/webhooks/new`));
      await session.page.getByLabel('Name', { exact: true }).fill('By SSO');
      await session.page.getByLabel('URL', { exact: true }).fill('https://example.com/');

      // As the API answers when the token has expired.
      const expired = {
        type: 'about:blank',
        title: 'Unauthorized',
        status: 401,
        detail: 'The token has expired.',
        errors: [],
        requestId: 'r',
      };
      await session.page.route(
        '**/v1/spaces/*/webhooks',
        (call) => call.fulfill({ status: 401, json: expired, contentType: 'application/problem+json' }),
        { times: 1 },
      );
      await button('Create webhook').click();
      const again = session.page.getByRole('dialog', { name: 'Sign in again' });
      await again.getByRole('button', { name: 'Sign in with SSO' }).click();
      await again.waitFor({ state: 'hidden' });
      await button('Create webhook').click();
      await heading('By SSO').waitFor();
      const poller = async () => (own.pages().length === 1 ? true : undefined);
      expect(await poll({ ask: poller, withinMs: 5_000 })).toBe(true);
    }, own);
    await own.close();
  },
  browserTimeout,
);

withIssuer(
  'who cancels at the issuer, or whom the API does not know, learns why at the sign-in',
  async () => {
    const own = await openIssuerContext();
    await inOwnTab(async () => {
      await session.page.goto(consoleUrl());
      await button('Sign in with SSO').click();
      await session.page.getByText('Cancel').click();
      await session.page.getByText('The sign-in failed').waitFor();
      expect(session.page.url()).toBe(consoleUrl());
      await button('Sign in with SSO').click();
      await session.page.locator('[name=login]').fill('intern@nowhere');
      await session.page.locator('[name=password]').fill('any');
      await session.page.getByRole('button', { name: 'Sign-in' }).click();
      await session.page.getByRole('button', { name: 'Continue' }).click();
      await session.page.getByText('must contain one of').waitFor();
      await expectAccessible(session.page, 'sign-in-failed');
    }, own);
    await own.close();
  },
  browserTimeout,
);

withIssuer(
  'a page of another origin shows a portal link in a frame, if the stage names that origin',
  async () => {
    await session.acme.createWebhook({ url: session.receiver.url, name: 'In a frame' });
    const { url } = expectBody(await session.acme.api('POST', '/portal-links', { role: 'viewer' }), 201);
    const [, fragment] = String(url).split('#');
    const body = `<h1>Our product</h1><iframe src="${consoleUrl(fragment)}" title="Webhooks" width="1300" height="700"></iframe>`;
    const other = 'http://other.localhost';
    for (const origin of [portalOrigin, other]) {
      // For the browser, the pages are on the internet, and the local stack is not.
      await session.context.grantPermissions(['local-network-access'], { origin });
      await session.context.route(`${origin}/`, (call) => call.fulfill({ contentType: 'text/html', body }));
    }
    await inOwnTab(async () => {
      await session.page.goto(`${portalOrigin}/`);
      await session.page.frameLocator('iframe').getByRole('link', { name: 'In a frame' }).waitFor();
      await takePicture(session.page, 'in-a-frame');
    });
    const { page: stranger, faults } = await openPage(session.context);
    await stranger.goto(`${other}/`);
    const ask = async () => faults.some((fault) => fault.includes('frame-ancestors')) || undefined;
    expect({ seen: await poll({ ask, withinMs: 5_000 }), faults }).toMatchObject({ seen: true });
    await stranger.close();
  },
  browserTimeout,
);

test(
  'a key that is revoked leads to signing in again, above a form that keeps what was typed',
  () =>
    inTab(revoked.tab, async () => {
      const isRefused = async () =>
        (await session.acme.api('GET', '/webhooks', undefined, revoked.key)).status === 401 || undefined;
      expect(await poll({ ask: isRefused, withinMs: 15_000 })).toBe(true);
      await session.page.getByLabel('URL', { exact: true }).fill('https://example.com/');
      await button('Create webhook').click();
      const again = session.page.getByRole('dialog', { name: 'Sign in again' });
      await again.getByLabel('API key').waitFor();
      await expectAccessible(session.page, 'sign-in-again-dialog', 'dialog');
      await again.getByLabel('API key').fill(session.acme.managerKey);
      await again.getByRole('button', { name: 'Sign in', exact: true }).click();
      await again.waitFor({ state: 'hidden' });
      await button('Create webhook').click();
      await heading('Half done').waitFor();
    }),
  browserTimeout,
);
