import { createHash } from 'node:crypto';
import * as z from 'zod';

/**
 * What makes a delivery the execution of a rule: one event, several webhooks called in turn. The steps, and what the
 * rule is called, stay what they were when the execution began, whatever becomes of the rule meanwhile.
 */
export const executionSchema = z.object({
  ruleId: z.string(),
  ruleName: z.string(),
  /** Who is mailed when a step fails for good; as the rule said at the latest attempt. */
  ownerEmail: z.string(),
  /** Of the event's scorecard, when the event does not name it. */
  domain: z.string().optional(),
  steps: z.array(z.object({ webhookId: z.string() })).readonly(),
  /** Which step is called next or was called last, from 0. The delivery's webhook is this step's. */
  step: z.int().min(0),
  /** Since when it is this step's turn. */
  stepStartedAt: z.iso.datetime(),
  /** Attempts of earlier steps, which neither the schedule nor `retries` counts. */
  attemptsBefore: z.int().min(0),
  /** Names the kept answer of each earlier step. */
  answers: z.array(z.string()).readonly(),
});
export type Execution = Readonly<z.infer<typeof executionSchema>>;

/** What a step's webhook answered, kept for the steps after it: the bytes as received, at most 100 KB. */
export type StepAnswer = Readonly<{ url: string; body: Uint8Array }>;

/**
 * An answer's name is made of the answer itself. So of two answers to one step (a request that was sent twice, since a
 * function died) a record goes on naming the one that it was written with.
 */
export function answerName({ url, body }: StepAnswer): string {
  return createHash('sha256').update(url).update('\n').update(body).digest('base64url');
}

export function hasNextStep({ steps, step }: Execution): boolean {
  return step + 1 < steps.length;
}

/**
 * The id that a step's receiver tells repetitions by. The first step's is the execution's own; later ones have a
 * number, as a rule may call one webhook twice and the second call is no repetition. No `.`, as Standard Webhooks asks.
 */
export function stepMessageId(executionId: string, { step }: Execution): string {
  return step === 0 ? executionId : `${executionId}-${step + 1}`;
}
