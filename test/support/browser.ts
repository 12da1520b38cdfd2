import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const macChrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** Starts the installed Chrome on macOS, and elsewhere the Chromium of an npm package, which includes its libraries. */
export async function launchBrowser(): Promise<Browser> {
  if (existsSync(macChrome)) return chromium.launch({ executablePath: macChrome });
  // The package reads it when it is loaded, and then also unpacks the libraries that a bare Linux lacks.
  process.env.AWS_LAMBDA_JS_RUNTIME = 'nodejs22.x';
  const { default: packed } = await import('@sparticuz/chromium');
  // The console has no WebGL, and software rendering of it takes CPU time.
  packed.setGraphicsMode = false;
  // With a single process, a crash of the page would end the browser.
  const args = packed.args.filter((arg) => !/^--(single-process|no-zygote|disable-web-security)$/.test(arg));
  return chromium.launch({ executablePath: await packed.executablePath(), args, env: { ...process.env } });
}

const phone = { width: 390, height: 844 };
const desktop = { width: 1440, height: 900 };

type Look = Readonly<{ colorScheme: 'light' | 'dark'; viewport: Readonly<{ width: number; height: number }> }>;

const firstLook = { colorScheme: 'light', viewport: desktop } as const;

const darkPhone = { colorScheme: 'dark', viewport: phone } as const;
const darkDesktop = { colorScheme: 'dark', viewport: desktop } as const;
const lightPhone = { colorScheme: 'light', viewport: phone } as const;

/**
 * Every screen is checked in light and dark, and on a desktop and a phone. The pairs alternate over the screens, so that the
 * components that screens share are checked in all four looks, in half of the time.
 */
const pairsOfLooks: readonly (readonly Look[])[] = [
  [firstLook, darkPhone],
  [darkDesktop, lightPhone],
];

/** A page, and the faults that were detected in it. */
export type WatchedPage = Readonly<{ page: Page; faults: readonly string[] }>;

const reportBreaches = `addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) =>
  reportBreach(effectiveDirective + ' of the policy: ' + blockedURI + ' ' + sample))`;

/** A browser context: its tabs share the HTTP cache, and no session. */
export function openContext(browser: Browser): Promise<BrowserContext> {
  return browser.newContext({
    ...firstLook,
    reducedMotion: 'reduce',
    // The local OIDC issuer has a certificate of its own authority.
    ignoreHTTPSErrors: true,
  });
}

/** Opens a tab. Its faults are console errors, violations of the content security policy and calls refused with 403. */
export async function openPage(context: BrowserContext): Promise<WatchedPage> {
  const page = await context.newPage();
  // A busy machine takes several times as long as an idle one.
  page.setDefaultTimeout(30_000);
  const faults: string[] = [];
  page.on('console', (message) => {
    // The browser logs each failed response of the API. That is no fault: the page explains it to the user.
    const isOwn = message.location().url.includes('/console/');
    const isResponse = message.text().startsWith('Failed to load resource') && !isOwn;
    if (message.type() === 'error' && !isResponse) faults.push(message.text());
  });
  page.on('response', (response) => {
    if (response.status() === 403) faults.push(`${response.request().method()} ${response.url()} was refused`);
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  await page.exposeBinding('reportBreach', (_, breach: string) => void faults.push(breach));
  await page.addInitScript(reportBreaches);
  return { page, faults };
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

type Screen = Readonly<{
  page: Page;
  name: string;
  /** The part to check, if the rest was checked before: a dialog. */
  root?: string | undefined;
  /** Takes a picture of each look. */
  picture?: ((page: Page, name: string) => Promise<void>) | undefined;
}>;

/**
 * Returns the violations of WCAG 2.2 AA on the present screen, and whether it is wider than the window, in two looks. The page
 * is not reloaded.
 */
export async function screenFaults({ page, name, root = 'html', picture }: Screen): Promise<readonly string[]> {
  const faults: string[] = [];
  // Evaluated by the browser's debugger, which the content security policy does not restrict.
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe);
  for (const look of pairsOfLooks[sumOf(name) % pairsOfLooks.length] ?? []) {
    await show(page, look);
    const where = `${name}, ${look.colorScheme}, ${look.viewport.width} px`;
    for (const fault of await check(page, root)) faults.push(`${where}: ${fault}`);
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    if (width > look.viewport.width) faults.push(`${where}: it is ${width} px wide`);
  }
  if (picture !== undefined) {
    for (const look of pairsOfLooks.flat()) {
      await show(page, look);
      await picture(page, `${name}-${look.colorScheme}-${look.viewport.width}`);
    }
  }
  await show(page, firstLook);
  return faults;
}

/** A number that depends only on the name, not on the screens that were checked before. */
const sumOf = (name: string): number => [...name].reduce((sum, character) => sum + character.charCodeAt(0), 0);

async function show(page: Page, { colorScheme, viewport }: Look): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ ...viewport });
  await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
}

async function check(page: Page, root: string): Promise<readonly string[]> {
  // Only the rule on screen orientation needs preloaded styles, and it is not among these.
  const options = JSON.stringify({ runOnly: rules, resultTypes: ['violations'], preload: false, selectors: false });
  const { violations } = await page.evaluate<AxeResults>(`axe.run(${JSON.stringify(root)}, ${options})`);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
}
