import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import type { ReceivedRequest, TlsReceiver } from '../../bin/local/receiver/tls-receiver.ts';
import { poll } from '../../bin/shared/poll.ts';
import { readEvent } from '../../functions/shared/deliveries/runtime/deliveries-contract.ts';
import {
  listExecutions,
  readExecution,
  retryExecution,
} from '../../functions/shared/deliveries/runtime/executions-contract.ts';
import {
  changeRule,
  createRule as createRuleOperation,
  readRule,
} from '../../functions/shared/rules/runtime/rules-contract.ts';
import { changeWebhook } from '../../functions/shared/webhooks/runtime/webhooks-contract.ts';
import { type BodyOf, bodyOf } from '../support/answers.ts';
import { mailFor } from '../support/mailbox.ts';
import { Tenant } from '../support/tenant.ts';

const timeout = 240_000;
/** Retries seconds after the first attempt; a lane looks every five seconds at the most. */
const retrySchedule = [2, 4, 6, 8, 10];
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

/** The mail, word for word as the product contract has it. */
const referenceMail = ({ rule, url, error }: Readonly<{ rule: string; url: string; error: string }>) => `
  Your webhook requests for the Rule ${rule} have failed due to a network or destination server issue. We'll try again
  the next time a rule is triggered. Please try one of the following: * Edit the Rule to have the web request sent to a
  different URL * Check your service internally or credentials for service availability Details: Failed Rule: ${rule}
  Webhook URL: ${url} HTTP error: ${error}`;
const referenceSubject = '[Action Required] Failed Webhook Request';

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim();

type Fields = Readonly<Record<string, unknown>>;
type Execution = BodyOf<typeof readExecution>;

/** Each test has a space of its own, so that all may wait at the same time. */
const inSpace = (name: string, run: (tenant: Tenant) => Promise<void>) =>
  test.concurrent(
    name,
    async () => {
      const tenant = await Tenant.create('scorecard');
      try {
        await run(tenant);
      } finally {
        await tenant.close();
      }
    },
    timeout,
  );

/** A webhook that hears of nothing by itself. */
const step = async (tenant: Tenant, url: string, fields: Fields = {}) => ({
  webhookId: await tenant.createWebhook({ url, eventTypes: [], ...fields }),
});

async function createRule(tenant: Tenant, fields: Fields): Promise<string> {
  const body = {
    name: randomUUID(),
    ownerEmail: `owner-${tenant.space}@example.com`,
    trigger: { eventType: 'score.dropped' },
    ...fields,
  };
  return bodyOf(createRuleOperation, await tenant.api('POST', '/rules', body)).id;
}

const drop = (tenant: Tenant, fields: Fields = {}) =>
  tenant.putEvents({ type: 'score.dropped', scorecard: { id: 'sc_1' }, data: { from: 90, to: 70 }, ...fields });

const putScorecard = async (tenant: Tenant, id: string, fields: Fields) => {
  const { status } = await tenant.api('PUT', `/scorecards/${id}`, fields);
  expect(status).toBe(200);
};

const sentIn = (request: ReceivedRequest | undefined) => JSON.parse(request?.body.toString() ?? '');
const bodiesAt = async (tenant: Tenant, receiver: TlsReceiver, { path, count }: { path: string; count: number }) =>
  (await tenant.requests(receiver, count, path)).map(sentIn);

async function execution(tenant: Tenant, ruleId: string, status: string): Promise<Execution> {
  let last: unknown;
  const found = await poll({
    withinMs: 150_000,
    everyMs: 500,
    ask: async () => {
      const { items } = bodyOf(listExecutions, await tenant.api('GET', `/rules/${ruleId}/executions`));
      last = items;
      return items.find((each) => each.status === status);
    },
  });
  if (!found) throw new Error(`No execution became ${status}: ${JSON.stringify(last)}`);
  return found;
}

describe('a rule', () => {
  inSpace("sends the contract's body, and is listed with its execution", async (tenant) => {
    const receiver = await tenant.receiver();
    await putScorecard(tenant, 'sc_1', { domain: 'example.com', groups: ['own'] });
    const ruleId = await createRule(tenant, {
      name: 'Tell the vendor',
      scope: { type: 'own' },
      steps: [await step(tenant, receiver.url, { secret })],
    });
    const before = Date.now();
    await drop(tenant, { id: 'evt_1' });
    const [request] = await tenant.requests(receiver, 1);
    expect(request?.method).toBe('POST');
    expect(request?.headers['content-type']).toBe('application/json');
    const body = sentIn(request);
    expect(body).toEqual({
      scorecard_id: 'sc_1',
      domain: 'example.com',
      trigger: {
        event: 'score.dropped',
        rule_id: ruleId,
        rule_name: 'Tell the vendor',
        data: { from: 90, to: 70 },
      },
      execution_id: expect.stringMatching(/^[0-9A-Z]{26}$/),
      created_at: expect.stringMatching(/^\d{4}-.*Z$/),
      retries: 0,
      webhooks: [],
    });
    expect(Date.parse(body.created_at)).toBeGreaterThanOrEqual(before);
    expect(new Webhook(secret).verify(request?.body.toString() ?? '', { ...request?.headers })).toEqual(body);

    const listed = await execution(tenant, ruleId, 'succeeded');
    expect(listed).toMatchObject({ id: body.execution_id, ruleId, eventId: 'evt_1', eventType: 'score.dropped' });
    expect(listed.steps).toMatchObject([{ status: 'succeeded', attempts: [{ number: 1, status: 200 }] }]);
    const one = await tenant.api('GET', `/rules/${ruleId}/executions/${listed.id}`);
    expect(bodyOf(readExecution, one)).toEqual(listed);
    const event = bodyOf(readEvent, await tenant.api('GET', '/events/evt_1'));
    expect(event).toMatchObject({ deliveries: { items: [{ id: listed.id, ruleId, status: 'succeeded' }] } });
    const none = await tenant.api('GET', `/rules/${ruleId}/executions?status=failed`);
    expect(bodyOf(listExecutions, none)).toMatchObject({ items: [], next: null });
  });

  inSpace('is set off by its trigger for scorecards in its scope only', async (tenant) => {
    const receiver = await tenant.receiver();
    await putScorecard(tenant, 'mine', { domain: 'mine.example', groups: ['own'] });
    await putScorecard(tenant, 'vendor', { domain: 'vendor.example', groups: ['followed', 'portfolio:vendors'] });
    const rule = async (name: string, fields: Fields = {}) =>
      createRule(tenant, { name, steps: [await step(tenant, `${receiver.url}/${name}`)], ...fields });
    await rule('own', { scope: { type: 'own' } });
    await rule('followed', { scope: { type: 'followed' } });
    await rule('vendors', { scope: { type: 'portfolio', portfolioId: 'vendors' } });
    await rule('partners', { scope: { type: 'portfolio', portfolioId: 'partners' } });
    await rule('any');
    await rule('disabled', { enabled: false });
    await rule('another', { trigger: { eventType: 'score.rose' } });
    await drop(tenant, { scorecard: { id: 'mine' } });
    await drop(tenant, { scorecard: { id: 'vendor' } });
    await drop(tenant, { scorecard: { id: 'unknown', domain: 'unknown.example' } });
    await drop(tenant, { scorecard: undefined });
    await tenant.requests(receiver, 7);
    // Membership is read when the event comes.
    await putScorecard(tenant, 'vendor', { domain: 'vendor.example', groups: ['own', 'portfolio:partners'] });
    await drop(tenant, { scorecard: { id: 'vendor' }, data: 'moved' });
    await tenant.requests(receiver, 10);
    const received = receiver.requests.map((request) => {
      const { domain, trigger } = sentIn(request);
      return `${request.path.slice(1)}: ${domain}${trigger.data === 'moved' ? ', moved' : ''}`;
    });
    expect(received.sort()).toEqual(
      [
        'any: mine.example',
        'any: null',
        'any: unknown.example',
        'any: vendor.example',
        'any: vendor.example, moved',
        'followed: vendor.example',
        'own: mine.example',
        'own: vendor.example, moved',
        'partners: vendor.example, moved',
        'vendors: vendor.example',
      ].sort(),
    );
  });

  inSpace('is carried out once for the same event twice', async (tenant) => {
    const receiver = await tenant.receiver();
    const steps = [await step(tenant, `${receiver.url}/one`), await step(tenant, `${receiver.url}/two`)];
    const ruleId = await createRule(tenant, { steps });
    await drop(tenant, { id: 'twice' });
    await execution(tenant, ruleId, 'succeeded');
    await drop(tenant, { id: 'twice' });
    await drop(tenant, { id: 'after' });
    await tenant.requests(receiver, 2, '/two');
    expect(receiver.requests.map(({ path }) => path)).toEqual(['/one', '/two', '/one', '/two']);
  });
});

inSpace('a webhook that a rule calls is deleted by force only, and the rule is disabled', async (tenant) => {
  const receiver = await tenant.receiver();
  const called = await step(tenant, receiver.url);
  const ruleId = await createRule(tenant, { name: 'Tell the vendor', steps: [called] });
  const path = `/webhooks/${called.webhookId}`;
  expect(await tenant.api('DELETE', path)).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('Tell the vendor') },
  });
  expect(await tenant.api('DELETE', `${path}?force=true`)).toMatchObject({
    status: 200,
    body: { disabledRules: [{ id: ruleId, name: 'Tell the vendor' }] },
  });
  expect(bodyOf(readRule, await tenant.api('GET', `/rules/${ruleId}`))).toMatchObject({ enabled: false });
  expect(await tenant.api('PATCH', `/rules/${ruleId}`, { enabled: true })).toMatchObject({ status: 400 });
});

describe('a chain', () => {
  inSpace(
    'hands on what earlier steps answered, retries from the failed step, and never repeats one',
    async (tenant) => {
      const receiver = await tenant.receiver();
      let failures = 2;
      receiver.respondWith(({ path }) => {
        if (path === '/ticket') return { body: '{"ticket": 12345678901234567890}' };
        if (path === '/chat') {
          failures -= 1;
          return failures >= 0 ? { status: 503 } : { body: 'posted "it"' };
        }
        return {};
      });
      const webhooks = [
        await step(tenant, `${receiver.url}/ticket`, { secret }),
        await step(tenant, `${receiver.url}/chat`, { retrySchedule, secret }),
        await step(tenant, `${receiver.url}/done`, { method: 'PUT', headers: { 'X-Own': 'three' } }),
      ];
      const ruleId = await createRule(tenant, { steps: webhooks });
      await drop(tenant);
      const { id, steps } = await execution(tenant, ruleId, 'succeeded');
      expect(receiver.requests.map(({ path }) => path)).toEqual(['/ticket', '/chat', '/chat', '/chat', '/done']);
      const bodies = receiver.requests.map(sentIn);
      const [first] = bodies;
      for (const body of bodies) expect(body).toMatchObject({ execution_id: id, created_at: first.created_at });
      expect(bodies.map(({ retries }) => retries)).toEqual([0, 0, 1, 2, 0]);
      const ticket = { url: `${receiver.url}/ticket`, response: { ticket: 12345678901234567890n } };
      const chat = { url: `${receiver.url}/chat`, response: 'posted "it"' };
      const asNumber = { ...ticket, response: { ticket: Number(ticket.response.ticket) } };
      expect(bodies.map((body) => body.webhooks)).toEqual([[], [asNumber], [asNumber], [asNumber], [asNumber, chat]]);
      expect(receiver.requests[4]?.body.toString()).toContain('{"ticket": 12345678901234567890}');
      for (const request of receiver.requests.slice(0, 4)) {
        new Webhook(secret).verify(request.body.toString(), { ...request.headers });
      }
      expect(receiver.requests[4]).toMatchObject({ method: 'PUT', headers: { 'x-own': 'three' } });
      expect(steps.map(({ attempts }) => attempts.map(({ status }) => status))).toEqual([
        [200],
        [503, 503, 200],
        [200],
      ]);
      expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(3);
    },
  );

  inSpace('waits at a paused step and goes on when it is resumed', async (tenant) => {
    const receiver = await tenant.receiver({ body: 'answer' });
    const paused = await step(tenant, `${receiver.url}/two`, { status: 'paused' });
    const ruleId = await createRule(tenant, { steps: [await step(tenant, `${receiver.url}/one`), paused] });
    await drop(tenant);
    const held = await execution(tenant, ruleId, 'held');
    expect(held.steps).toMatchObject([{ status: 'succeeded' }, { status: 'held', attempts: [] }]);
    bodyOf(changeWebhook, await tenant.api('PATCH', `/webhooks/${paused.webhookId}`, { status: 'enabled' }));
    await execution(tenant, ruleId, 'succeeded');
    expect(receiver.requests.map(({ path }) => path)).toEqual(['/one', '/two']);
    expect(sentIn(receiver.requests[1])).toMatchObject({ webhooks: [{ response: 'answer' }] });
  });

  inSpace('goes on with the steps that it began with, though the rule is edited meanwhile', async (tenant) => {
    const receiver = await tenant.receiver();
    receiver.respondWith(({ path }) => (path === '/old' ? { status: 500 } : {}));
    const first = await step(tenant, `${receiver.url}/first`);
    const failing = await step(tenant, `${receiver.url}/old`, { retrySchedule: [12] });
    const ruleId = await createRule(tenant, { name: 'Old name', steps: [first, failing] });
    await drop(tenant, { id: 'before' });
    await execution(tenant, ruleId, 'retrying');
    const edit = { name: 'New name', steps: [await step(tenant, `${receiver.url}/new`)] };
    bodyOf(changeRule, await tenant.api('PATCH', `/rules/${ruleId}`, edit));
    receiver.respondWith({});
    await execution(tenant, ruleId, 'succeeded');
    const [, old] = await bodiesAt(tenant, receiver, { path: '/old', count: 2 });
    expect(old).toMatchObject({ trigger: { rule_name: 'Old name' }, retries: 1 });
    expect(receiver.requests.map(({ path }) => path)).toEqual(['/first', '/old', '/old']);
    await drop(tenant, { id: 'after' });
    const [fresh] = await bodiesAt(tenant, receiver, { path: '/new', count: 1 });
    expect(fresh).toMatchObject({ trigger: { rule_name: 'New name' }, webhooks: [] });
  });
});

describe('limits', () => {
  inSpace('an answer of 100 KB is handed on whole, and one byte more fails the rule', async (tenant) => {
    const receiver = await tenant.receiver();
    const limit = 100 * 1024;
    receiver.respondWith(({ path }) => ({
      body: 'x'.repeat(path === '/fits' ? limit : path === '/large' ? limit + 1 : 0),
    }));
    const last = await step(tenant, `${receiver.url}/last`);
    const fitting = await createRule(tenant, { steps: [await step(tenant, `${receiver.url}/fits`), last] });
    const tooLarge = await createRule(tenant, { steps: [await step(tenant, `${receiver.url}/large`), last] });
    await drop(tenant);
    await execution(tenant, fitting, 'succeeded');
    const failed = await execution(tenant, tooLarge, 'failed');
    expect(failed.steps).toMatchObject([
      { status: 'failed', attempts: [{ failure: 'response_too_large' }] },
      { status: 'not_reached', attempts: [] },
    ]);
    const [body] = await bodiesAt(tenant, receiver, { path: '/last', count: 1 });
    expect(body.webhooks[0].response).toHaveLength(limit);
  });

  inSpace('a step is given five seconds to answer', async (tenant) => {
    const receiver = await tenant.receiver();
    // It never answers: closing the receiver ends the connection.
    receiver.respondWith(() => new Promise(() => {}));
    const ruleId = await createRule(tenant, { steps: [await step(tenant, receiver.url, { retrySchedule: [] })] });
    await drop(tenant);
    const { steps } = await execution(tenant, ruleId, 'exhausted');
    const [attempt] = steps[0]?.attempts ?? [];
    expect(attempt).toMatchObject({ failure: 'request_timeout' });
    expect(Number(attempt?.durationMs)).toBeGreaterThanOrEqual(4_900);
    expect(Number(attempt?.durationMs)).toBeLessThan(7_000);
  });
});

inSpace(
  "five retries, then the owner is mailed in the contract's words; a manual retry goes on from there",
  async (tenant) => {
    const receiver = await tenant.receiver();
    receiver.respondWith(({ path }) => (path === '/one' ? { body: '{"ok":true}' } : { status: 500 }));
    const ownerEmail = `rule-owner-${tenant.space}@example.com`;
    const failing = await step(tenant, `${receiver.url}/two`, {
      retrySchedule,
      ownerEmail: `hook-${tenant.space}@example.com`,
    });
    const ruleId = await createRule(tenant, {
      name: 'Tell the vendor',
      ownerEmail,
      steps: [await step(tenant, `${receiver.url}/one`), failing],
    });
    await drop(tenant);
    const { id, steps } = await execution(tenant, ruleId, 'exhausted');
    expect(steps[1]?.attempts).toHaveLength(6);
    const bodies = await bodiesAt(tenant, receiver, { path: '/two', count: 6 });
    expect(bodies.map(({ retries }) => retries)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(new Set(bodies.map(({ execution_id }) => execution_id))).toEqual(new Set([id]));

    const [mail] = await mailFor(ownerEmail);
    expect(mail).toMatchObject({ subject: referenceSubject });
    const text = mail?.text ?? '';
    const error = steps[1]?.attempts.at(-1)?.reason ?? '';
    expect(error).toContain('HTTP 500');
    const reference = oneLine(referenceMail({ rule: 'Tell the vendor', url: `${receiver.url}/two`, error }));
    expect(oneLine(text).slice(0, reference.length)).toBe(reference);
    expect(oneLine(text)).toContain('Failed deliveries: 1 so far');

    receiver.respondWith({});
    const retried = await tenant.api('POST', `/rules/${ruleId}/executions/${id}/retry`);
    expect(bodyOf(retryExecution, retried)).toMatchObject({ id, status: 'pending' });
    await execution(tenant, ruleId, 'succeeded');
    expect(receiver.requests.map(({ path }) => path)).toEqual(['/one', ...Array.from({ length: 7 }, () => '/two')]);
    expect(sentIn(receiver.requests.at(-1))).toMatchObject({ retries: 6, webhooks: [{ response: { ok: true } }] });
    const again = await tenant.api('POST', `/rules/${ruleId}/executions/${id}/retry`);
    expect(again).toMatchObject({ status: 409 });

    // "We'll try again the next time a rule is triggered."
    await drop(tenant);
    const next = await bodiesAt(tenant, receiver, { path: '/two', count: 8 });
    expect(next[7]).toMatchObject({ retries: 0 });
    expect(next[7].execution_id).not.toBe(id);
  },
);
