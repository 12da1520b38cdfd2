import { beforeAll, expect, test } from '@jest/globals';
import { adminKey, stack } from '../support/deployed-stack.ts';
import { type FuzzRun, fuzz, installSchemathesis } from '../support/fuzz/schemathesis.ts';
import { Tenant } from '../support/tenant.ts';

/** A quick search by default; with a number of examples in POSTHORN_FUZZ_EXAMPLES a thorough one, which takes minutes. */
const wanted = process.env.POSTHORN_FUZZ_EXAMPLES;
const depth = wanted === undefined ? { examples: 1, thorough: false } : { examples: Number(wanted), thorough: true };
const longestMs = 10 * 60 * 1_000;

const ofSpaces = ['createSpace', 'listSpaces', 'readSpace', 'changeSpace', 'deleteSpace'];
/** These would send to whatever address the fuzzer thinks of. */
const sending = ['testWebhook', 'testWebhookDraft'];

async function expectClean(run: Omit<FuzzRun, 'apiUrl' | 'examples' | 'thorough'>): Promise<void> {
  const { clean, report } = await fuzz({ ...run, apiUrl: stack.apiUrl, ...depth });
  if (!clean) throw new Error(report.slice(-20_000));
  expect(report).toMatch(/No issues found|passed/);
}

beforeAll(installSchemathesis, longestMs);

test(
  'no data of a manager makes a fault, and every answer is as documented',
  async () => {
    const { space, managerKey } = await Tenant.create('fuzz');
    await expectClean({ space, key: managerKey, except: [...ofSpaces, ...sending, 'sendEvent'] });
  },
  longestMs,
);

test(
  'no event makes a fault',
  async () => {
    // A space without webhooks, so that nothing goes out.
    const tenant = await Tenant.create('fuzz-events');
    await expectClean({ space: tenant.space, key: await tenant.createKey('producer'), only: ['sendEvent'] });
  },
  longestMs,
);

test(
  'no data of the platform team makes a fault',
  async () => {
    // Other tests' spaces are in the same list: only this one, or one that it created, may be changed or deleted.
    const { space } = await Tenant.create('fuzz-platform');
    await expectClean({ space, key: adminKey, only: ofSpaces });
  },
  longestMs,
);
