import * as z from 'zod';
import { putEvent } from './aws-clients.ts';
import { type FailingPath, failingEndpoints, type Refusal } from './failing-endpoints.ts';
import { mailsTo, type ReceivedMail } from './mailbox.ts';
import { ManagementApi } from './management-api.ts';
import { poll } from './poll.ts';
import type { Progress } from './progress.ts';
import type { RunningStack } from './running-stack.ts';
import { StepFailure } from './step-failure.ts';
import type { TourResult } from './tour.ts';

const eventType = 'build.failed';
const ownerEmail = 'on-call@example.com';

/** Seconds after the first attempt: as many retries as the default has, which spreads them over 36 hours. */
const retrySchedule = [1, 2, 4, 6, 8];

/** The schedule takes 8 s and every look of a lane may be 5 s late; the rest is for a busy machine with cold functions. */
const endsWithinMs = 90_000;

const created = z.looseObject({ id: z.string() });
const attempt = z.looseObject({ number: z.int(), startedAt: z.iso.datetime(), reason: z.string() });
const delivery = z.looseObject({
  id: z.string(),
  status: z.string(),
  attempts: z.array(attempt),
});
const deliveries = z.looseObject({ items: z.array(delivery) });
type Delivery = z.infer<typeof delivery>;

type FailureTour = Readonly<{
  stack: RunningStack;
  tour: TourResult;
  progress: Progress;
  say: (text: string) => void;
}>;

/**
 * Shows what happens when endpoints fail: one event for two webhooks, whose retries come by their schedule; one endpoint
 * recovers, of the other one's its owner is mailed. Rejects with the reason if anything on the way does not hold.
 */
export async function takeFailureTour(input: FailureTour): Promise<void> {
  const { stack, progress, say } = input;
  const refusals = showRefusals(input);
  const [failing, recovering] = await progress.step(
    `Create two webhooks with retries after ${retrySchedule.join(', ')} s: /failing answers 500, /recovering only twice`,
    () => Promise.all([createWebhook(input, '/failing'), createWebhook(input, '/recovering')]),
  );
  await progress.step(`Put a ${eventType} event on the bus`, () => putFailingEvent(stack, input.tour.space));
  const ends = await Promise.all([
    progress.step('Wait until /recovering has it', () => endOf(input, recovering, 'succeeded')),
    progress.step('Wait until /failing has had its retries', () => endOf(input, failing, 'exhausted')),
  ]);
  say(ends.map(showDelivery).join('\n\n'));
  await progress.step(
    'Compare the ids of all attempts',
    async () => sameIdEachTime(refusals),
    () => 'one for each delivery',
  );
  const mail = await progress.step("Read the owner's mail from the local AWS", () => escalationMail(stack.endpoint));
  say(showMail(mail));
}

/** Has the receiver fail, and tells of each attempt as it arrives. */
function showRefusals({ tour, progress }: FailureTour): readonly Refusal[] {
  const refusals: Refusal[] = [];
  const respond = failingEndpoints((refusal) => {
    refusals.push(refusal);
    progress.note(showRefusal(refusal, refusals));
  });
  tour.receiver.respondWith(respond);
  return refusals;
}

function showRefusal({ path, attempt, request, status }: Refusal, all: readonly Refusal[]): string {
  const first = all.find((each) => each.path === path)?.request ?? request;
  const afterFirst = (request.receivedAt.getTime() - first.receivedAt.getTime()) / 1000;
  const when = `${request.receivedAt.toISOString()}, +${afterFirst.toFixed(1)} s`;
  return `  ${path.padEnd(11)} attempt ${attempt} (${when}), webhook-id ${idOf(request)}: answered ${status}`;
}

function idOf(request: Refusal['request']): string {
  return request.headers['webhook-id'] ?? 'none';
}

async function createWebhook({ stack, tour }: FailureTour, path: FailingPath): Promise<string> {
  const { id } = await new ManagementApi(stack.apiUrl, tour.managerKey).call({
    method: 'POST',
    path: `/v1/spaces/${tour.space}/webhooks`,
    body: {
      name: `A webhook to ${path}`,
      url: `${tour.receiver.url}${path}`,
      eventTypes: [eventType],
      tls: { caCertificate: tour.caCertificate },
      retrySchedule,
      ownerEmail,
    },
    answer: created,
  });
  return id;
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
  const api = new ManagementApi(stack.apiUrl, tour.managerKey);
  const path = `/v1/spaces/${tour.space}/webhooks/${webhookId}/deliveries`;
  let last: Delivery | undefined;
  const ask = async () => {
    [last] = (await api.call({ method: 'GET', path, answer: deliveries })).items;
    return last?.status === status ? last : undefined;
  };
  const ended = await poll({ ask, withinMs: endsWithinMs, everyMs: 250 });
  if (ended === undefined) {
    const found = last === undefined ? 'There is none.' : `It is: ${JSON.stringify(last)}`;
    throw new StepFailure(`The delivery was not ${status} within ${endsWithinMs / 1000} s. ${found}`, stack.directory);
  }
  return ended;
}

/** A receiver tells a repetition by the id, so all attempts of a delivery carry the same one. */
function sameIdEachTime(refusals: readonly Refusal[]): void {
  const ids = new Set(refusals.map(({ path, request }) => `${path}: ${idOf(request)}`));
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
