import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { screenFaults } from './browser.ts';
import { stack } from './deployed-stack.ts';

/** The address of a page of the console. */
export function consoleUrl(path = ''): string {
  return `${stack.apiUrl}/console/index.html${path === '' ? '' : `#${path}`}`;
}

/** Opens the console with a token in the address, as a portal link does. */
export async function openSignedIn(page: Page, token: string): Promise<void> {
  await page.goto(consoleUrl(`token=${token}`));
  await page.getByRole('button', { name: 'Refresh' }).waitFor();
  // Otherwise a user could copy the token with the address.
  if (page.url().includes('phk_')) throw new Error(`The token is still in the address ${page.url()}`);
}

/** Opens a page of the console without a reload. */
export async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(path)}`);
}

/** Presses Tab until the element with the name has the focus, as a keyboard user does. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const target = page.getByLabel(name).or(page.getByRole('button', { name })).or(page.getByRole('link', { name }));
  await target.first().waitFor();
  const focused = target.and(page.locator(':focus'));
  for (let presses = 0; presses < 80; presses += 1) {
    if ((await focused.count()) > 0) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${name}`);
}

/** The folder for screenshots, if they are wanted: for a review, and for the documentation. */
const pictures = process.env.POSTHORN_PICTURES;

export async function takePicture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

/** Fails if the screen, or the dialog on it, is not accessible or is wider than the window. */
export async function expectAccessible(page: Page, name: string, root?: 'dialog'): Promise<void> {
  const faults = await screenFaults({
    page,
    name,
    root: root === 'dialog' ? '[role=dialog]' : undefined,
    picture: pictures === undefined ? undefined : takePicture,
  });
  if (faults.length > 0) throw new Error(faults.join('\n'));
}
