import { createPosthornClient, type Delivery, type PosthornClient, type Webhook } from '../../../client/src/index.ts';
import { poll } from '../../shared/poll.ts';
import type { Progress } from '../../shared/progress.ts';
import { StepFailure } from '../../shared/step-failure.ts';
import { putEvent } from '../emulator/aws-clients.ts';
import { mailsTo, type ReceivedMail } from '../emulator/mailbox.ts';
import { type Shorten, sleepMs, withShortWaits } from '../emulator/short-waits.ts';
import { type FailingPath, failingEndpoints, type Refusal } from '../receiver/failing-endpoints.ts';
import type { RunningStack } from '../stack/running-stack.ts';
import { checkTimes, type Retry, showDuration } from './attempt-times.ts';
import type { TourResult } from './tour.ts';

const eventType = 'build.failed';
const ownerEmail = 'on-call@example.com';

/** It takes 20 s; the rest is for a busy machine with cold functions. */
const endsWithinMs = 120_000;

type FailureTour = Readonly<{
  stack: RunningStack;
  tour: TourResult;
  progress: Progress;
  say: (text: string) => void;
}>;

/**
 * Shows what happens when endpoints fail: one event for two webhooks, whose retries come by the default schedule, on a
 * clock that is shortened; one endpoint recovers, of the other one's its owner is mailed. Rejects with the reason if
 * anything on the way does not hold.
 */
export async function takeFailureTour(input: FailureTour): Promise<void> {
  const { stack, progress } = input;
  const webhooks = await progress.step(
    'Create two webhooks: /failing always answers 500, /recovering answers 500 once',
    async () => ({
      '/failing': await createWebhook(input, '/failing'),
      '/recovering': await createWebhook(input, '/recovering'),
    }),
  );
  const schedule = webhooks['/failing'].retrySchedule;
  progress.note(
    `Their retries are due ${schedule.map(showDuration).join(', ')} after the first attempt (the default schedule).`,
  );
  progress.note(
    `Only the waits of Step Functions are shortened here: a lane waits ${sleepMs / 1000} s for a retry, ` +
      'regardless of the schedule. Retries that are due after hours on AWS arrive within seconds.',
  );
  await withShortWaits(stack.endpoint, (shorten) => failAndRetry(input, { webhooks, shorten }));
}

type Webhooks = Readonly<Record<FailingPath, Webhook>>;

type Failing = Readonly<{ webhooks: Webhooks; shorten: Shorten }>;

async function failAndRetry(input: FailureTour, failing: Failing): Promise<void> {
  const { stack, progress, say } = input;
  const { webhooks } = failing;
  const attempts = followAttempts(input, failing);
  await progress.step(`Put a ${eventType} event on the bus`, () => putFailingEvent(stack, input.tour.space));
  const ends = await Promise.all([
    progress.step('Wait for the delivery to /recovering', () => endOf(input, webhooks['/recovering'].id, 'succeeded')),
    progress.step('Wait for the retries to /failing', () => endOf(input, webhooks['/failing'].id, 'exhausted')),
  ]);
  say(ends.map(showDelivery).join('\n\n'));
  const came = await Promise.all(attempts);
  await progress.step(
    'Compare the ids of all attempts',
    async () => sameIdEachTime(came),
    () => 'one for each delivery',
  );
  await progress.step(
    'Compare their times with the schedule',
    async () => inTime(came, webhooks),
    () => 'each attempt was due on schedule, in order',
  );
  const mail = await progress.step("Read the owner's mail from the local AWS", () => escalationMail(stack.endpoint));
  say(showMail(mail));
}

/** A first attempt, or a retry. */
type Arrival = Refusal | Retry;

/**
 * Has the receiver fail, and reports each attempt as it arrives, with what it was due for. Before it is answered, the
 * wait for the retry after it is shortened: that begins as soon as the attempt is known to have failed.
 */
function followAttempts(input: FailureTour, { webhooks, shorten }: Failing): readonly Promise<Arrival>[] {
  const arrivals: Promise<Arrival>[] = [];
  const byPath: Readonly<Record<FailingPath, Refusal[]>> = { '/failing': [], '/recovering': [] };
  const respond = failingEndpoints(async (refusal) => {
    const earlier = byPath[refusal.path];
    const [first] = earlier;
    const next = refusal.status === 500 ? webhooks[refusal.path].retrySchedule[earlier.length] : undefined;
    earlier.push(refusal);
    const arrive = async (): Promise<Arrival> => {
      const arrival = first === undefined ? refusal : await asRetry(input, { refusal, first, webhooks });
      input.progress.note(showArrival(arrival, webhooks));
      if (next !== undefined) await shorten(next);
      return arrival;
    };
    const arrived = arrive();
    arrivals.push(arrived);
    // A fault is thrown where all arrivals are awaited.
    await arrived.catch(() => undefined);
  });
  input.tour.receiver.respondWith(respond);
  return arrivals;
}

/** Asks the API what the attempt that is being made was due for: its record shows it until the attempt is recorded. */
async function asRetry(
  { stack, tour }: FailureTour,
  { refusal, first, webhooks }: Readonly<{ refusal: Refusal; first: Refusal; webhooks: Webhooks }>,
): Promise<Retry> {
  const path = { space: tour.space, webhookId: webhooks[refusal.path].id, deliveryId: idOf(refusal.request) };
  const { data } = await managerOf({ stack, tour }).GET(
    '/v1/spaces/{space}/webhooks/{webhookId}/deliveries/{deliveryId}',
    { params: { path } },
  );
  const { nextAttemptAt, attempts } = data;
  const [firstAttempt] = attempts;
  if (nextAttemptAt === undefined || firstAttempt === undefined) {
    throw new StepFailure(`A retry came to ${refusal.path} that was not planned`);
  }
  return {
    ...refusal,
    number: attempts.length,
    dueSeconds: (Date.parse(nextAttemptAt) - Date.parse(firstAttempt.startedAt)) / 1000,
    cameSeconds: (refusal.request.receivedAt.getTime() - first.request.receivedAt.getTime()) / 1000,
  };
}

function showArrival(arrival: Arrival, webhooks: Webhooks): string {
  const { path, request, status } = arrival;
  const end = `webhook-id ${idOf(request)}, answered ${status}`;
  if (!('dueSeconds' in arrival)) return `  ${path.padEnd(11)} first attempt: ${end}`;
  const { number, dueSeconds, cameSeconds } = arrival;
  const planned = showDuration(webhooks[path].retrySchedule[number - 1] ?? dueSeconds);
  const due = `due ${planned} after the first attempt (${showDuration(dueSeconds)} with jitter)`;
  return `  ${path.padEnd(11)} retry ${number}: ${due}, came after ${cameSeconds.toFixed(1)} s, ${end}`;
}

function inTime(arrivals: readonly Arrival[], webhooks: Webhooks): void {
  const retries = arrivals.filter((arrival) => 'dueSeconds' in arrival);
  for (const path of ['/failing', '/recovering'] as const) {
    checkTimes(retries, { path, schedule: webhooks[path].retrySchedule });
  }
}

function idOf(request: Refusal['request']): string {
  return request.headers['webhook-id'] ?? 'none';
}

async function createWebhook({ stack, tour }: FailureTour, path: FailingPath): Promise<Webhook> {
  const { data } = await managerOf({ stack, tour }).POST('/v1/spaces/{space}/webhooks', {
    params: { path: { space: tour.space } },
    body: {
      name: `A webhook to ${path}`,
      url: `${tour.receiver.url}${path}`,
      eventTypes: [eventType],
      tls: { caCertificate: tour.caCertificate },
      ownerEmail,
    },
  });
  return data;
}

function managerOf({ stack, tour }: Pick<FailureTour, 'stack' | 'tour'>): PosthornClient {
  return createPosthornClient({ baseUrl: stack.apiUrl, token: tour.managerKey });
}

async function putFailingEvent({ endpoint, outputs }: RunningStack, space: string): Promise<void> {
  const detail = { space, title: 'The build failed', data: { branch: 'main' } };
  await putEvent({ endpoint, busName: outputs.BusName, type: eventType, detail });
}

/** The webhook's delivery, once it has ended as it should. */
async function endOf(
  { stack, tour }: FailureTour,
  webhookId: string,
  status: 'succeeded' | 'exhausted',
): Promise<Delivery> {
  const manager = managerOf({ stack, tour });
  const path = { space: tour.space, webhookId };
  let last: Delivery | undefined;
  const ask = async () => {
    const { data } = await manager.GET('/v1/spaces/{space}/webhooks/{webhookId}/deliveries', { params: { path } });
    [last] = data.items;
    return last?.status === status ? last : undefined;
  };
  const ended = await poll({ ask, withinMs: endsWithinMs, everyMs: 250 });
  if (ended === undefined) {
    const found = last === undefined ? 'There is none.' : `It is: ${JSON.stringify(last)}`;
    throw new StepFailure(`The delivery was not ${status} within ${endsWithinMs / 1000} s. ${found}`, stack.directory);
  }
  return ended;
}

/** A receiver recognizes a repetition by the id, so all attempts of a delivery carry the same one. */
function sameIdEachTime(arrivals: readonly Arrival[]): void {
  const ids = new Set(arrivals.map(({ path, request }) => `${path}: ${idOf(request)}`));
  if (ids.size !== 2) {
    throw new StepFailure(`Attempts of one delivery came with different ids:\n${[...ids].join('\n')}`);
  }
}

async function escalationMail(endpoint: string): Promise<ReceivedMail> {
  const ask = async () => (await mailsTo(ownerEmail, endpoint))[0];
  const mail = await poll({ ask, withinMs: endsWithinMs, everyMs: 250 });
  if (mail === undefined) {
    throw new StepFailure(`No mail came for ${ownerEmail} within ${endsWithinMs / 1000} s`);
  }
  return mail;
}

function showDelivery({ id, status, attempts }: Delivery): string {
  const lines = attempts.map((each) => `attempt ${each.number} at ${each.startedAt}: ${each.reason}`);
  return [`Delivery ${id}: ${status}`, ...lines].join('\n');
}

function showMail({ to, subject, text }: ReceivedMail): string {
  return [`To: ${to}`, `Subject: ${subject}`, '', text.trimEnd()].join('\n');
}
