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
  // Nothing is drawn in three dimensions, which would take a processor.
  packed.setGraphicsMode = false;
  // One process for the page would end the browser with it.
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
 * Every screen is judged light and dark, on a desktop and a phone. The parts that screens share are so judged in all four
 * looks, in half of the time.
 */
const pairsOfLooks: readonly (readonly Look[])[] = [
  [firstLook, darkPhone],
  [darkDesktop, lightPhone],
];

/** A page that keeps what went wrong in it. */
export type WatchedPage = Readonly<{ page: Page; faults: readonly string[] }>;

const tellBreaches = `addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) =>
  tellBreach(effectiveDirective + ' of the policy: ' + blockedURI + ' ' + sample))`;

/** What tabs share: the files that the browser keeps, and nothing of a session. */
export function openContext(browser: Browser): Promise<BrowserContext> {
  return browser.newContext({
    ...firstLook,
    reducedMotion: 'reduce',
    // The issuer at which one signs in has an authority of its own.
    ignoreHTTPSErrors: true,
  });
}

/** Opens a tab. Console errors, breaches of the page's policy and calls that the caller has no right to are its faults. */
export async function openPage(context: BrowserContext): Promise<WatchedPage> {
  const page = await context.newPage();
  // A busy machine needs several times what an idle one does.
  page.setDefaultTimeout(30_000);
  const faults: string[] = [];
  page.on('console', (message) => {
    // The browser itself logs each response of the API that is not a success; the page has to explain it to the user.
    const isOwn = message.location().url.includes('/console/');
    const isResponse = message.text().startsWith('Failed to load resource') && !isOwn;
    if (message.type() === 'error' && !isResponse) faults.push(message.text());
  });
  page.on('response', (response) => {
    if (response.status() === 403) faults.push(`${response.request().method()} ${response.url()} was refused`);
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  await page.exposeBinding('tellBreach', (_, breach: string) => void faults.push(breach));
  await page.addInitScript(tellBreaches);
  return { page, faults };
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

type Screen = Readonly<{
  page: Page;
  name: string;
  /** What is new on the screen, where the rest was judged before: a dialog. */
  root?: string | undefined;
  /** Takes a picture of each look. */
  picture?: ((page: Page, name: string) => Promise<void>) | undefined;
}>;

/**
 * What breaks WCAG 2.2 AA on the screen as it is, or is wider than the screen: light and dark, on a desktop and a phone. The
 * page is open already, so that nothing is loaded anew.
 */
export async function screenFaults({ page, name, root = 'html', picture }: Screen): Promise<readonly string[]> {
  const faults: string[] = [];
  // By the browser's own tools, whatever the page's policy.
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe);
  for (const look of pairsOfLooks[sumOf(name) % pairsOfLooks.length] ?? []) {
    await show(page, look);
    const where = `${name}, ${look.colorScheme}, ${look.viewport.width} px`;
    for (const fault of await judge(page, root)) faults.push(`${where}: ${fault}`);
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

/** A number that a screen keeps, whichever screens are judged before it. */
const sumOf = (name: string): number => [...name].reduce((sum, character) => sum + character.charCodeAt(0), 0);

async function show(page: Page, { colorScheme, viewport }: Look): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ ...viewport });
  await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
}

async function judge(page: Page, root: string): Promise<readonly string[]> {
  // Preloaded styles are for a rule on the orientation of the screen, which is none of these.
  const options = JSON.stringify({ runOnly: rules, resultTypes: ['violations'], preload: false, selectors: false });
  const { violations } = await page.evaluate<AxeResults>(`axe.run(${JSON.stringify(root)}, ${options})`);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
}
