import { scheduler } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ExecutionDoesNotExist, GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { dynamodbLaneStore } from '../../functions/shared/adapters/dynamodb-lane-store.ts';
import { dynamodbWaitingDeliveries } from '../../functions/shared/adapters/dynamodb-waiting-deliveries.ts';
import type { Lane } from '../../functions/shared/domain/lane.ts';
import { clientSettings } from './aws-clients.ts';
import type { RunningStack } from './running-stack.ts';
import { StepFailure } from './step-failure.ts';

/** So long lasts a lane's sleep here: enough to learn of it, and to settle by what factor the next one is shortened. */
export const sleepMs = 300;
/**
 * What else a lane waits for, above all the 5 minutes in which an attempt is to be recorded, or else it is made again:
 * those last 4 s here, for functions that are cold on a busy machine take that long.
 */
export const usualFactor = 75;
/** A lane that has nothing to do for longer looks once an hour. */
const longestSleepMs = 60 * 60 * 1000;
const everyMs = 50;

type Lanes = Pick<RunningStack, 'endpoint' | 'outputs'> & Readonly<{ webhookIds: readonly string[] }>;

/**
 * Does the work while Step Functions' waits are short for the lanes of these webhooks; no other clock is changed. One
 * factor for all waits would not do: what makes 36 hours pass in seconds leaves no time for an attempt. Afterwards waits
 * have their length again, whatever came of the work; an emulator that was ended meanwhile took the setting along.
 */
export async function withShortWaits<T>(lanes: Lanes, work: () => Promise<T>): Promise<T> {
  const over = new AbortController();
  await scaleWaits(lanes.endpoint, usualFactor);
  try {
    const [result] = await Promise.all([work().finally(() => over.abort()), keepShort(lanes, over.signal)]);
    return result;
  } finally {
    await scaleWaits(lanes.endpoint, 1);
  }
}

/** Settles by what factor the waits that begin next are shortened; one that has begun keeps its own. */
async function keepShort({ endpoint, outputs, webhookIds }: Lanes, over: AbortSignal): Promise<void> {
  const { TableName: tableName, LanesArn: stateMachineArn } = outputs;
  const client = new SFNClient(clientSettings(endpoint));
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings(endpoint)));
  const lanes = dynamodbLaneStore(table, tableName);
  const waiting = dynamodbWaitingDeliveries(table, tableName);
  const first = async (queue: 'scheduled' | 'leased', webhookId: string) =>
    (await waiting.query({ webhookId, queue, limit: 1 }))[0];

  const nextWait = async (webhookId: string): Promise<NextWait> => {
    const [retry, leased] = await Promise.all([first('scheduled', webhookId), first('leased', webhookId)]);
    if (retry === undefined && leased === undefined) return 'any';
    const sleepsUntil = await endOfSleep(client, {
      stateMachineArn,
      lane: (await lanes.read([webhookId])).get(webhookId),
    });
    if (sleepsUntil === undefined) return 'begins_now';
    if (retry === undefined) return 'usual';
    const left = Date.parse(retry.dueAt) - sleepsUntil;
    // The look at the end of the present sleep releases it, and the wait after that is the attempt's.
    return left <= 0 ? 'usual' : { sleepsMs: Math.min(left, longestSleepMs) };
  };

  let last = usualFactor;
  while (!over.aborted) {
    const factor = factorFor(await Promise.all(webhookIds.map(nextWait))) ?? last;
    if (factor !== last) await scaleWaits(endpoint, factor);
    last = factor;
    await scheduler.wait(everyMs);
  }
}

const sleepInput = z.object({ lookAt: z.number() });

/** When the sleep that the lane's execution is in ends, in ms since 1970; undefined while it is in none. */
async function endOfSleep(
  client: SFNClient,
  { stateMachineArn, lane }: Readonly<{ stateMachineArn: string; lane: Lane | undefined }>,
): Promise<number | undefined> {
  if (lane === undefined) return undefined;
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${lane.webhookId}-${lane.generation}`;
  const event = await lastEvent(client, executionArn);
  if (event?.type !== 'WaitStateEntered') return undefined;
  return sleepInput.parse(JSON.parse(event.stateEnteredEventDetails?.input ?? '')).lookAt;
}

async function lastEvent(client: SFNClient, executionArn: string) {
  try {
    const { events = [] } = await client.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1 }),
    );
    return events[0];
  } catch (error) {
    // A lane is written just before its execution is started.
    if (error instanceof ExecutionDoesNotExist) return undefined;
    throw error;
  }
}

/**
 * The wait that a lane begins next: a sleep until a retry is due, one that is none, or one that matters to nobody. While
 * the lane looks, its next wait may begin at any moment: what was settled for that must stay.
 */
type NextWait = Readonly<{ sleepsMs: number }> | 'usual' | 'any' | 'begins_now';

/** There is one factor for all lanes, so the one in the least hurry settles it; undefined leaves it as it is. */
function factorFor(waits: readonly NextWait[]): number | undefined {
  if (waits.includes('begins_now')) return undefined;
  const sleeps = waits.filter((wait) => typeof wait === 'object');
  if (waits.includes('usual') || sleeps.length === 0) return usualFactor;
  return Math.max(usualFactor, Math.min(...sleeps.map((wait) => wait.sleepsMs / sleepMs)));
}

/** MiniStack's name for what it multiplies the length of each `Wait` with. */
const scale = 'stepfunctions._SFN_WAIT_SCALE';

const configured = z.object({ applied: z.object({ [scale]: z.number() }) });

/** The emulator answers 200 to settings that it does not know, so it is asked what it has applied. */
async function scaleWaits(endpoint: string, factor: number): Promise<void> {
  const value = 1 / factor;
  const response = await fetch(`${endpoint}/_ministack/config`, {
    method: 'POST',
    body: JSON.stringify({ [scale]: value }),
  });
  const text = await response.text();
  const answer = response.ok ? configured.safeParse(JSON.parse(text)) : undefined;
  if (answer?.data?.applied[scale] !== value) {
    throw new StepFailure(`The local AWS did not shorten its waits: HTTP ${response.status} ${text}`);
  }
}
