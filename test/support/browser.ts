import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const macChrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** A browser that is there: Chrome on macOS, elsewhere the Chromium that an npm package brings with its libraries. */
export async function launchBrowser(): Promise<Browser> {
  if (existsSync(macChrome)) return chromium.launch({ executablePath: macChrome });
  // Read when the package is loaded: it then unpacks the libraries that a bare Linux lacks, too.
  process.env.AWS_LAMBDA_JS_RUNTIME = 'nodejs22.x';
  const { default: packed } = await import('@sparticuz/chromium');
  // One process for the page would end the browser with it.
  const args = packed.args.filter((arg) => !/^--(single-process|no-zygote|disable-web-security)$/.test(arg));
  return chromium.launch({ executablePath: await packed.executablePath(), args, env: { ...process.env } });
}

export const phone = { width: 390, height: 844 };
export const desktop = { width: 1440, height: 900 };

/** A page that keeps what went wrong in it. */
export type WatchedPage = Readonly<{ page: Page; faults: readonly string[] }>;

type Look = Readonly<{ colorScheme?: 'light' | 'dark'; viewport?: Readonly<{ width: number; height: number }> }>;

const tellBreaches = `addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) =>
  tellBreach(effectiveDirective + ' of the policy: ' + blockedURI + ' ' + sample))`;

/** What tabs share that look alike: the files that the browser keeps, and nothing of a session. */
export function openContext(browser: Browser, { colorScheme = 'light', viewport = desktop }: Look = {}) {
  return browser.newContext({ colorScheme, viewport: { ...viewport } });
}

/** Opens a tab. Console errors and breaches of the page's policy are its faults. */
export async function openPage(context: BrowserContext): Promise<WatchedPage> {
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const faults: string[] = [];
  page.on('console', (message) => {
    // The browser itself logs each response of the API that is not a success; the page has to explain it to the user.
    const isResponse = message.text().startsWith('Failed to load resource') && message.location().url.includes('/v1/');
    if (message.type() === 'error' && !isResponse) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  await page.exposeBinding('tellBreach', (_, breach: string) => void faults.push(breach));
  await page.addInitScript(tellBreaches);
  return { page, faults };
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What breaks WCAG 2.2 AA on the page as it is. The judge is put in by the browser's own tools, whatever the page's policy. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  const results = await page.evaluate<AxeResults>(
    `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] })`,
  );
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
}
