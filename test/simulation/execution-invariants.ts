import type { Delivery } from '../../functions/shared/deliveries/domain/delivery.ts';
import { hasEnded } from '../../functions/shared/deliveries/domain/delivery-course.ts';
import type { Execution } from '../../functions/shared/deliveries/domain/execution.ts';
import { discardReasons } from '../../functions/shared/dispatch/application/admit-attempt.ts';
import type { Sent, StepBody } from './endpoints.ts';
import { BrokenInvariant } from './invariants.ts';
import type { World } from './world.ts';

type ExecutionRecord = Delivery & Readonly<{ execution: Execution }>;

/** A function that took up a step before it was recorded may still call it; it lives this long (function's timeout). */
const inFlightMs = 60_000;

const lost: ReadonlySet<string | undefined> = new Set([discardReasons.noEvent, discardReasons.noResponses]);

function isExecution(delivery: Delivery): delivery is ExecutionRecord {
  return delivery.execution !== undefined;
}

/** Watches what rules promise: steps in order, none called again, responses passed on, and each retry alike. */
export function watchExecutions(world: World, isCalm: boolean): void {
  const broken = (what: string) => world.kernel.fail(new BrokenInvariant(what));
  /** When each execution came to each of its steps. */
  const reachedAt = new Map<string, number[]>();
  const firstSent = new Map<string, StepBody>();

  const { onWrite } = world.deliveries;
  world.deliveries.onWrite = (before, after) => {
    onWrite(before, after);
    if (!isExecution(after)) return;
    const { id, execution } = after;
    const reached = reachedAt.get(id) ?? [];
    reached[execution.step] ??= world.kernel.time;
    reachedAt.set(id, reached);
    if (lost.has(after.reason)) broken(`execution ${id} has lost what it needs: ${after.reason}`);
    if (after.webhookId !== execution.steps[execution.step]?.webhookId) broken(`execution ${id} is at a wrong webhook`);
    checkSteps(after, broken);
    if (before === undefined) return;
    if (JSON.stringify(before.execution?.steps) !== JSON.stringify(execution.steps)) broken(`steps of ${id} changed`);
    const moved = execution.step - (before.execution?.step ?? 0);
    if (moved < 0 || moved > 1) broken(`execution ${id} went from step ${before.execution?.step} to ${execution.step}`);
    if (moved === 1 && after.attempts.at(-1)?.failure !== undefined) broken(`execution ${id} went on from a failure`);
  };

  const { onSend } = world.endpoints;
  world.endpoints.onSend = (sent) => {
    onSend(sent);
    if (!sent.step) return;
    const { step } = sent;
    const index = step.webhooks.length;
    const nextReachedAt = reachedAt.get(step.execution_id)?.[index + 1];
    const tolerated = isCalm ? 0 : inFlightMs;
    if (nextReachedAt !== undefined && nextReachedAt < sent.at - tolerated) {
      broken(`step ${index + 1} of ${step.execution_id} was called again after it was done: ${JSON.stringify(sent)}`);
    }
    checkBody(world, sent, step, broken);
    const key = `${step.execution_id}/${index}`;
    const first = firstSent.get(key) ?? step;
    firstSent.set(key, first);
    if (JSON.stringify(first.webhooks) !== JSON.stringify(step.webhooks)) broken(`retries of ${key} differ`);
    const record = world.deliveries.all.find(({ id }) => id === step.execution_id);
    const [firstAttempt] = record?.attempts ?? [];
    if (firstAttempt && index > 0 && step.created_at !== firstAttempt.startedAt) broken(`created_at of ${key} changed`);
  };
}

/** Attempts are of one step after the other, and each step that is passed succeeded with its last attempt. */
function checkSteps({ id, attempts, execution }: ExecutionRecord, broken: (what: string) => void): void {
  for (const [index, attempt] of attempts.entries()) {
    const before = attempts[index - 1];
    const stepBefore = before?.step ?? 1;
    if (attempt.step === stepBefore || attempt.step === undefined) continue;
    if (attempt.step !== stepBefore + 1 || before?.failure !== undefined) broken(`attempts of ${id} skip a step`);
  }
  const passed = new Set(attempts.filter(({ failure }) => failure === undefined).map(({ step }) => step));
  for (let step = 1; step <= execution.step; step += 1)
    if (!passed.has(step)) broken(`step ${step} of ${id} never succeeded`);
  if (execution.responseNames.length !== execution.step)
    broken(`execution ${id} names ${execution.responseNames.length} responses`);
}

/** What is handed on was answered by the earlier steps of this very execution. */
function checkBody(world: World, sent: Sent, step: StepBody, broken: (what: string) => void): void {
  const id = step.execution_id;
  const index = step.webhooks.length;
  if (sent.messageId !== (index === 0 ? id : `${id}-${index + 1}`)) broken(`${sent.messageId} names a call of ${id}`);
  for (const [position, { url, response }] of step.webhooks.entries()) {
    const answered = world.endpoints.answers.get(response.answer);
    const isOurs = answered?.step?.execution_id === id && answered.step.webhooks.length === position;
    if (!isOurs || answered.url !== url) broken(`execution ${id} hands on what step ${position + 1} did not answer`);
  }
}

/** What must hold of executions when the world has come to rest. */
export function checkExecutions(
  world: World,
  { expected, isCalm }: Readonly<{ expected: ReadonlyMap<string, readonly string[]>; isCalm: boolean }>,
): void {
  const fail = (what: string): never => {
    throw new BrokenInvariant(what);
  };
  const executions = world.deliveries.all.filter(isExecution);
  for (const [eventId, ruleIds] of expected) {
    for (const ruleId of ruleIds) {
      const found = executions.filter((each) => each.eventId === eventId && each.execution.ruleId === ruleId);
      if (found.length > 1) fail(`event ${eventId} has ${found.length} executions of ${ruleId}`);
      const [execution] = found;
      if (!execution && world.rules.wasAlwaysEnabled(ruleId)) fail(`event ${eventId} did not set off ${ruleId}`);
      if (execution && !hasEnded(execution))
        fail(`execution ${execution.id} has not ended: ${JSON.stringify(execution)}`);
    }
  }
  for (const { id, status, execution } of executions) {
    if (status === 'succeeded' && execution.step !== execution.steps.length - 1) fail(`${id} succeeded half way`);
  }
  if (isCalm) checkRetryCounts(world, fail);
}

/** Without faults every call is recorded, so each call of a step says how many there were before. */
function checkRetryCounts(world: World, fail: (what: string) => never): void {
  const calls = Map.groupBy(
    world.endpoints.sent.filter(({ step }) => step !== undefined),
    ({ step }) => `${step?.execution_id}/${step?.webhooks.length}`,
  );
  for (const [key, sent] of calls) {
    for (const [index, { step }] of sent.entries()) {
      if (step?.retries !== index) fail(`call ${index + 1} of ${key} says ${step?.retries} retries`);
    }
  }
}
