import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { Browser, BrowserContext, Page, Route } from 'playwright-core';
import type { TlsReceiver } from '../../bin/local/receiver/tls-receiver.ts';
import { launchBrowser, openContext, openPage, type WatchedPage } from './browser.ts';
import { goTo, openSignedIn } from './console.ts';
import { Tenant } from './tenant.ts';

/** The timeout of a browser test, in milliseconds. */
export const browserTimeout = 240_000;

/** Markup that must never be rendered as such. */
export const hostile = `<img src=x onerror="alert(1)"></script><script>alert(2)</script>`;

const responses: Readonly<Record<string, Readonly<{ status: number; body: string }>>> = {
  '/broken': { status: 500, body: '{"error":"The account is suspended."}' },
  '/hostile': { status: 200, body: hostile },
};

type Opened = Readonly<{
  browser: Browser;
  context: BrowserContext;
  acme: Tenant;
  /** Fails at `/broken`, and succeeds elsewhere. */
  receiver: TlsReceiver;
  /** A manager's tab, which the tests share to save sign-ins. */
  managers: WatchedPage;
}>;

/** The browser, tenant and manager's tab that the tests of a file share. Each test starts at the list of webhooks. */
export class ConsoleSession {
  #opened: Opened | undefined;
  #page: Page | undefined;

  constructor(name: string) {
    beforeAll(async () => {
      const [browser, acme] = await Promise.all([launchBrowser(), Tenant.create(name)]);
      const context = await openContext(browser);
      const managers = await openPage(context);
      const [receiver] = await Promise.all([
        acme.receiver(({ path }) => responses[path] ?? {}),
        openSignedIn(managers.page, acme.managerKey),
      ]);
      this.#opened = { browser, context, acme, receiver, managers };
    }, browserTimeout);
    afterAll(async () => {
      await this.#opened?.browser.close();
      await this.#opened?.acme.close();
    });
    beforeEach(async () => {
      this.#page = this.#all.managers.page;
      await goTo(this.page, `${this.space()}/webhooks`);
      await this.heading(/^Webhooks/).waitFor();
    });
    afterEach(() => expect(this.#all.managers.faults).toEqual([]));
  }

  get #all(): Opened {
    if (this.#opened === undefined) throw new Error('The session is not open yet.');
    return this.#opened;
  }

  get browser(): Browser {
    return this.#all.browser;
  }

  get context(): BrowserContext {
    return this.#all.context;
  }

  get acme(): Tenant {
    return this.#all.acme;
  }

  get receiver(): TlsReceiver {
    return this.#all.receiver;
  }

  /** The tab that the test uses. */
  get page(): Page {
    if (this.#page === undefined) throw new Error('No tab is open yet.');
    return this.#page;
  }

  readonly heading = (name: string | RegExp) => this.page.getByRole('heading', { name, exact: true }).first();
  readonly button = (name: string | RegExp) => this.page.getByRole('button', { name }).first();
  readonly link = (name: string) => this.page.getByRole('link', { name, exact: true }).first();
  readonly dialog = () => this.page.getByRole('dialog');
  readonly space = () => `/spaces/${this.acme.space}`;

  /** Holds the next call of a route back until it is released. */
  readonly holdCall = async (route: string) => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const asked = this.page.waitForRequest(route);
    const hold = async (call: Route) => {
      await released;
      await call.continue();
    };
    await this.page.route(route, hold, { times: 1 });
    return { asked, release };
  };

  /** Runs a test in a new tab, and expects no faults in it. */
  readonly inOwnTab = async (work: () => Promise<void>, own: BrowserContext = this.context): Promise<void> => {
    await this.inTab(await openPage(own), work);
  };

  /** Runs a test in the tab, and closes it. */
  readonly inTab = async (watched: WatchedPage, work: () => Promise<void>): Promise<void> => {
    this.#page = watched.page;
    try {
      await work();
      expect(watched.faults).toEqual([]);
    } finally {
      await watched.page.close();
    }
  };
}
